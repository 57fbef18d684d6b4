# Sourced by bin/test and .ci/run: runs pytest. Given nothing, everything: first what may share the machine, on three
# processes, then alone what looks at a conversation's sound and pictures in real time. The first part steps back as far
# as it can: jobs step back for conversations, and nothing in it shall have to wait for all the rest.

# What these test imports no Django (tests/site/test_arrows.py sees to that), runs in a page alone, or is about services,
# languages and what a browser shows: it is the same whatever the database.
# How sound and pictures travel is as well, so conversations on another one are watched over WebRTC alone, and their lips
# not again; and a face that was uploaded takes the way of one that was recorded.
WITHOUT_DATABASE="chat engine footage front speech studio \
    browser/test_background.py browser/test_editor.py browser/test_languages.py browser/test_services.py \
    browser/test_troubles.py"

run_suite() {
    local failed=0 part ignored=() ways=()
    if [ $# -gt 0 ]; then
        .venv/bin/python -m pytest "$@"
        return
    fi
    if [ -n "${SUITE_OF_THE_DATABASE:-}" ]; then
        for part in $WITHOUT_DATABASE; do ignored+=(--ignore "tests/$part"); done
        ignored+=(--deselect tests/browser/test_my_avatar.py::test_an_uploaded_face_talks)
        ways=(-k "not websocket and not lips_move")
    fi
    nice -n 19 .venv/bin/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder --durations=15 -m "not realtime" \
        ${ignored[@]+"${ignored[@]}"} || failed=1
    .venv/bin/python -m pytest --durations=15 -m realtime ${ways[@]+"${ways[@]}"} ${ignored[@]+"${ignored[@]}"} || failed=1
    return $failed
}
