# Debian packages of a fresh machine; sourced by Simulator/demo and Tests/run.

# What the station links against, and what its fake world is made of.
scanstation_packages=(
    libserialport-dev libusb-1.0-0-dev libudev-dev libumockdev-dev umockdev libsqlite3-dev libzint-dev libfreetype-dev libcairo2-dev libxlsxwriter-dev libasound2-dev pkg-config
)

# Installs those of the named Debian packages that are missing, and says which. All it prints goes to standard error.
# Without root it asks sudo. The package lists are fetched only where apt does not know a package yet.
# Ends with 1 where it cannot.
install_missing() {
    local package missing=() as_root=()
    for package in "$@"; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
    done
    [ "${#missing[@]}" -eq 0 ] && return 0
    echo "installing missing Debian packages: ${missing[*]}" >&2
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null; then
            echo "there is no sudo; as root: apt-get install ${missing[*]}" >&2
            return 1
        fi
        as_root=(sudo)
    fi
    if ! apt-cache show "${missing[@]}" >/dev/null 2>&1; then
        "${as_root[@]}" apt-get update -q >&2 || return 1
    fi
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -q --no-install-recommends "${missing[@]}" </dev/null >&2 && return 0
    # The lists may be older than the mirror.
    "${as_root[@]}" apt-get update -q >&2 && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -q --no-install-recommends "${missing[@]}" </dev/null >&2
}

# Ends with 1 and says what to do where the Swift toolchain is missing.
need_swift() {
    command -v swift >/dev/null && return 0
    echo "swift is missing: install the Swift 6.3 toolchain (https://www.swift.org/install) and put it on the PATH" >&2
    return 1
}
