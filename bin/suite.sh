# Sourced by bin/test and .ci/run: runs pytest. Given nothing, everything: first what may share the machine, on three
# processes, then alone what looks at a conversation's sound and pictures in real time.

run_suite() {
    local failed=0
    if [ $# -gt 0 ]; then
        .venv/bin/python -m pytest "$@"
        return
    fi
    .venv/bin/python -m pytest -n 3 --dist loadfile --durations=25 -m "not realtime" || failed=1
    .venv/bin/python -m pytest --durations=12 -m realtime || failed=1
    return $failed
}
