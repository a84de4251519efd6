# shellcheck shell=sh
# The virtual environment with the locked Python packages.

# Print a Python that is new enough, or nothing.
find_python() {
    for candidate in ${PYTHON-} python3 python3.13 python3.12 python3.11; do
        # Run, not only looked for: a version manager's stand-in exists without a Python behind it.
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
}

# Print the Debian packages without which no environment can be made.
missing_for_python() {
    ! .venv/bin/python -c 'import pip' 2>/dev/null || return 0
    python=$(find_python)
    if [ -z "$python" ]; then
        echo python3 python3-venv
    elif ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        "$python" -c 'import sys; print("python3.%d-venv" % sys.version_info[1])'
    fi
}

# Print one word that changes when what is to be installed changes.
wanted() {
    { pwd -P && cat requirements/setup.txt requirements/run.txt scripts/python.sh; } | cksum
    [ "$1" = demo ] || cksum <requirements/test.txt
}

# True if the environment works and holds what is wanted for this goal.
is_installed() {
    stamp=.venv/installed-for-$1
    [ -e "$stamp" ] && [ "$(cat "$stamp")" = "$(wanted "$1")" ] && .venv/bin/python -c '' 2>/dev/null
}

ensure_python_packages() {
    is_installed "$1" && return
    .venv/bin/python -c 'import pip' 2>/dev/null || create_environment
    case $1 in
    demo) set -- demo requirements/run.txt ;;
    test) set -- test requirements/run.txt requirements/test.txt ;;
    esac
    goal=$1
    shift
    say "installing Python packages from $*"
    install_locked --requirement requirements/setup.txt
    # What comes as source is built with the locked setuptools, not with one fetched for it.
    for list in "$@"; do
        install_locked --no-build-isolation --requirement "$list"
    done
    quietly pip .venv/bin/python -m pip install --no-deps --no-build-isolation --editable .
    wanted demo >.venv/installed-for-demo
    [ "$goal" = demo ] || wanted "$goal" >".venv/installed-for-$goal"
}

install_locked() {
    quietly pip .venv/bin/python -m pip install --require-hashes "$@"
}

create_environment() {
    python=$(find_python)
    [ -n "$python" ] || give_up "Python 3.11 or newer is wanted; PYTHON=/path/to/python names one"
    say "creating .venv with $("$python" --version)"
    quietly venv "$python" -m venv --clear .venv
}
