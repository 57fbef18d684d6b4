# Sourced by bin/test and .ci/run: runs pytest. Given nothing, everything: first what may share the machine, on three
# processes, then alone what looks at a conversation's sound and pictures in real time.

# What these test imports no Django (tests/site/test_arrows.py sees to that), runs in a page alone, or is about services and
# languages: it is the same whatever the database.
WITHOUT_DATABASE="chat engine footage front speech studio browser/test_services.py browser/test_languages.py"

run_suite() {
    local failed=0 part ignored=()
    if [ $# -gt 0 ]; then
        .venv/bin/python -m pytest "$@"
        return
    fi
    if [ -n "${SUITE_OF_THE_DATABASE:-}" ]; then
        for part in $WITHOUT_DATABASE; do ignored+=(--ignore "tests/$part"); done
    fi
    .venv/bin/python -m pytest -n 3 --dist loadfile --durations=15 -m "not realtime" ${ignored[@]+"${ignored[@]}"} || failed=1
    .venv/bin/python -m pytest --durations=15 -m realtime ${ignored[@]+"${ignored[@]}"} || failed=1
    return $failed
}
