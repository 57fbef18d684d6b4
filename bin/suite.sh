# Sourced by bin/test and .ci/run: runs pytest. Given nothing, everything: first what needs no browser, on two processes;
# then the browser tests alone, because they look at a conversation in real time.

run_suite() {
    local failed=0
    if [ $# -gt 0 ]; then
        .venv/bin/python -m pytest "$@"
        return
    fi
    .venv/bin/python -m pytest -n 2 --dist loadfile -m "not browser" || failed=1
    .venv/bin/python -m pytest -m browser || failed=1
    return $failed
}
