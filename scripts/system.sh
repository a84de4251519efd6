# shellcheck shell=sh
# System packages: find out which are missing, install them with apt, start no server.

say() {
    echo "set-up: $*"
}

give_up() {
    say "$*" >&2
    exit 1
}

# Run a command with its output in a file, and show the end of the file only if it fails.
quietly() {
    log=.make/$1.log
    shift
    if ! "$@" >"$log" 2>&1 </dev/null; then
        tail -n 25 "$log" >&2
        give_up "this failed: $* (all of its output: $log)"
    fi
}

# True if one of the names is a program, where an ordinary user's PATH looks or not.
is_program() {
    for name in "$@"; do
        PATH=$PATH:/usr/sbin:/sbin command -v "$name" >/dev/null && return 0
    done
    return 1
}

# True if one of the paths exists; they may hold wildcards that the shell has already expanded.
is_there() {
    for path in "$@"; do
        [ -e "$path" ] && return 0
    done
    return 1
}

# Print the Debian packages that are missing, looking for what is in them, not for their names:
# another package or a build of one's own may have brought it.
missing_packages() {
    is_program soffice libreoffice || echo libreoffice-writer-nogui
    is_there /usr/lib/python3/dist-packages/uno.py /usr/lib/libreoffice/program/uno.py ||
        echo python3-uno
    is_there /usr/share/fonts/truetype/liberation*/LiberationSans-Regular.ttf ||
        echo fonts-liberation
    is_there /usr/share/fonts/truetype/crosextra/Carlito-Regular.ttf ||
        echo fonts-crosextra-carlito
    # Names in other scripts, and accents that the letters' own font lacks.
    is_there /usr/share/fonts/truetype/dejavu*/DejaVuSans.ttf || echo fonts-dejavu-core
    is_program pdftoppm || echo poppler-utils
    [ "$1" = test ] || return 0
    is_program redis-server || echo redis-server
    is_there /usr/lib/dovecot/imap || echo dovecot-imapd
    is_program initdb || is_there /usr/lib/postgresql/*/bin/initdb || echo postgresql
    is_program qpdf || echo qpdf
    is_program chromium chromium-browser google-chrome || echo chromium
}

ensure_system_packages() {
    # shellcheck disable=SC2046 # one word for each package
    set -- $(missing_for_python) $(missing_packages "$1")
    [ $# -eq 0 ] || install_packages "$@"
}

install_packages() {
    is_program apt-get || give_up "please install these (Debian's names), then try again: $*"
    if [ "$(id -u)" -eq 0 ]; then
        as_root=
    elif is_program sudo && sudo -n true 2>/dev/null; then
        as_root="sudo -n"
    else
        give_up "please run this, then try again:
    sudo apt-get install --no-install-recommends $*"
    fi
    say "installing system packages: $*"
    # shellcheck disable=SC2086 # as_root is a command of no word or two
    quietly apt $as_root sh scripts/apt-install "$@"
}
