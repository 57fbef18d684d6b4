# Sourced by bin/serve and bin/test: a virtual environment with what the given requirement files ask for.

# Bytecode is kept, whatever the caller asks elsewhere: without it each start compiles for two seconds.
unset PYTHONDONTWRITEBYTECODE

find_python() {
    local name
    for name in "${PYTHON:-}" python3.12 python3.11 python3; do
        [ -n "$name" ] || continue
        if "$name" -c 'import sys; sys.exit(sys.version_info[:2] not in ((3, 11), (3, 12)))' 2>/dev/null; then
            echo "$name"
            return
        fi
    done
    echo "Python 3.11 or 3.12 is missing. Install one (Debian and Ubuntu: apt install python3 python3-venv;" >&2
    echo "macOS: brew install python@3.12), or name it: PYTHON=/path/to/python3.12 $0" >&2
    exit 1
}

make_venv() {
    local python
    [ -x .venv/bin/python ] && .venv/bin/python -c 'import pip' 2>/dev/null && return
    python=$(find_python)
    "$python" -m venv .venv || {
        echo "$python can't make a virtual environment. On Debian and Ubuntu: apt install python3-venv" >&2
        exit 1
    }
}

# What pip says is kept quiet unless it fails; the …nodeps.txt files hold packages whose own pins clash.
install_file() {
    [ -f "$1" ] || return 0
    local more=()
    [[ "$1" = *nodeps* ]] && more=(--no-deps)
    .venv/bin/python -m pip install -qq --no-compile --disable-pip-version-check ${more[@]+"${more[@]}"} -r "$1" || {
        echo "Installing $1 failed; pip's reason is above. Check the network, then run $0 again." >&2
        exit 1
    }
}

# prepare_environment FILE...: installs the files in order, unless that was done for these very contents.
prepare_environment() {
    local stamp=".venv/.installed-$(basename "$0")" now file
    now=$({ cat "$@" 2>/dev/null || true; } | cksum)
    [ -x .venv/bin/python ] && [ "$(cat "$stamp" 2>/dev/null)" = "$now" ] && return
    make_venv
    echo "Installing what is needed (a minute or two the first time) ..."
    for file in "$@"; do install_file "$file"; done
    echo "$now" >"$stamp"
}
