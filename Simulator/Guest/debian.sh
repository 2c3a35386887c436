# The Debian guest of Simulator/vm: a small system as a site installs it, with systemd, udev and sudo. Sourced after
# machine.sh; wants what that wants.

vm_debian_packages=(mmdebstrap genext2fs)
# The suite whose packages the machine itself has.
vm_suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
# What is on the box before anything is installed. `usbip` is the cable to the fake devices.
vm_site_packages=(systemd-sysv dbus udev kmod sudo iproute2 usbip)
# The kernel's modules beside those of the devices: what systemd asks for, and USB serial ports of other makers.
vm_site_modules=("${vm_device_modules[@]}" usbserial autofs4 virtio_rng ext4 virtio_blk)

# Prints the packages that the README has a site install.
readme_packages() {
    site_steps | sed -n 's/^sudo apt-get install //p' | tr ' ' '\n'
}

# Prints the commands of the README's part "At a site", a line each.
site_steps() {
    sed -n '/^## At a site/,/^## /{/^```sh/,/^```$/p}' "$here/README.md" | awk '/^```$/ { exit } !/^```/'
}

# Builds what the Debian guest starts from, once for each kernel and list of packages: `debian.img` in the cache. The system
# has fetched what the README installs, with what Debian recommends beside it, and has not installed it.
build_debian() {
    local kernel release packages stamp tree
    kernel=$(debian_kernel) || return 1
    release=$(basename "$kernel"/lib/modules/*)
    [ -s "$kernel/lib/modules/$release/modules.dep" ] || depmod -b "$kernel" "$release"
    mapfile -t packages < <(readme_packages)
    [ "${#packages[@]}" -gt 0 ] || { echo "README.md names no packages to install at a site" >&2; return 1; }
    stamp=$(echo "$vm_suite $release ${vm_site_packages[*]} / ${packages[*]}"; cat "${BASH_SOURCE[0]}")
    if [ -s "$cache/debian.img" ] && [ "$stamp" = "$(cat "$cache/debian.stamp" 2>/dev/null)" ]; then return; fi
    echo "making a Debian system ($vm_suite, systemd) from packages" >&2
    tree="$cache/debian-modules"
    rm -rf "$tree" && mkdir -p "$tree/lib/modules/$release"
    copy_modules "$kernel" "$tree" "$release" "${vm_site_modules[@]}" >/dev/null
    cp "$kernel/lib/modules/$release"/modules.{order,builtin,builtin.modinfo} "$tree/lib/modules/$release/"
    depmod -b "$tree" "$release"
    rm -f "$cache/debian.ext2" "$cache/debian.img"
    mmdebstrap --variant=minbase --include="$(IFS=,; echo "${vm_site_packages[*]}")" --skip=cleanup/apt --quiet \
        --customize-hook="copy-in '$tree/lib/modules' /usr/lib" \
        --customize-hook='chroot "$1" apt-get install -y -q --download-only -o APT::Install-Recommends=true '"${packages[*]}"' >/dev/null' \
        --customize-hook="chroot \"\$1\" sh -e -c '$(debian_settings)'" \
        "$vm_suite" "$cache/debian.ext2" >&2 || return 1
    # Room for what is installed, and a journal for pulled plugs.
    truncate -s +700M "$cache/debian.ext2"
    /usr/sbin/e2fsck -fp "$cache/debian.ext2" >&2 || [ $? -lt 4 ] || return 1
    /usr/sbin/resize2fs "$cache/debian.ext2" >/dev/null 2>&1 && /usr/sbin/tune2fs -j -O extents "$cache/debian.ext2" >/dev/null || return 1
    mv "$cache/debian.ext2" "$cache/debian.img"
    echo "$stamp" >"$cache/debian.stamp"
}

# What whoever sets up the box has done: an ordinary user who may use sudo, and a shell of that user on the second serial
# line. Whoever types there answers yes to what apt asks.
debian_settings() {
    cat <<'END'
echo box >/etc/hostname
echo "127.0.0.1 localhost box" >/etc/hosts
useradd --create-home --shell /bin/bash --groups sudo worker
echo "worker ALL=(ALL) NOPASSWD: ALL" >/etc/sudoers.d/worker
echo "APT::Get::Assume-Yes \"true\";" >/etc/apt/apt.conf.d/90yes
mkdir -p /etc/systemd/system/serial-getty@ttyS1.service.d
printf "[Service]\nExecStart=\nExecStart=-/sbin/agetty --autologin worker --noclear ttyS1 115200 dumb\n" >/etc/systemd/system/serial-getty@ttyS1.service.d/login.conf
systemctl enable serial-getty@ttyS1.service
systemctl mask apt-daily.timer apt-daily-upgrade.timer
mkdir -p /srv/scanstation
echo "LABEL=checkout /srv/scanstation ext4 ro,nofail 0 0" >>/etc/fstab
END
}

# Builds the disk of what the site has fetched and built: $1 is the program scanstation. It lies where the README's build
# leaves it; the files beside it are those of the tree that the README's steps use.
build_checkout() {
    local tree="$cache/checkout"
    rm -rf "$tree" && mkdir -p "$tree/.build/release" "$tree/Sources/scanstation"
    cp "$1" "$tree/.build/release/"
    cp -r "$here/Hardware" "$here/README.md" "$tree/"
    cp "$here/Sources/scanstation/scanstation.example.yaml" "$tree/Sources/scanstation/"
    rm -f "$cache/checkout.img"
    truncate -s "$(($(du -sk "$tree" | cut -f1) * 3 / 2 + 8192))K" "$cache/checkout.img"
    /usr/sbin/mkfs.ext4 -q -O ^has_journal -L checkout -d "$tree" "$cache/checkout.img"
}
