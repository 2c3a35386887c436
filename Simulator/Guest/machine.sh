# The machine of Simulator/vm: Debian's kernel, a small disk in memory with the shipping scanstation, and QEMU. Sourced;
# wants $here (the tree) and $cache (a folder that is kept), and install_missing.

# The kernel's modules that /init loads itself; all others come when udev asks for them.
vm_early_modules=(virtio_mmio virtio_blk ext4 crc32c_generic)
# What the kernel has for the devices of a station, loaded by udev as they are plugged in.
vm_device_modules=(virtio_net vhci-hcd cdc-acm usbhid hid-generic usblp evdev ftdi_sio cp210x pl2303 ch341)

vm_packages=(qemu-system-x86 busybox-static cpio kmod usbip xz-utils e2fsprogs)

# Fetches a Debian package into the cache and unpacks it there, once for each version; prints its folder.
unpacked() {
    local package=$1 version folder
    version=$(apt-cache policy "$package" | sed -n 's/^ *Candidate: //p')
    if [ -z "$version" ] || [ "$version" = "(none)" ]; then
        echo "apt knows no package $package; try: apt-get update" >&2
        return 1
    fi
    folder="$cache/${package}_${version//:/%3a}"
    if [ ! -d "$folder" ]; then
        echo "fetching $package $version (it is not installed)" >&2
        rm -rf "$folder.new" && mkdir -p "$folder.new/root"
        (cd "$folder.new" && apt-get -q download "$package=$version" >&2 && dpkg -x ./*.deb root && rm -f ./*.deb) || return 1
        mv "$folder.new" "$folder"
    fi
    echo "$folder/root"
}

# Debian's kernel, taken out of its wrapping so that the guest need not: prints the folder of its package.
debian_kernel() {
    local image folder wrapped start
    apt-cache show linux-image-amd64 >/dev/null 2>&1 || as_root apt-get update -q >&2
    image=$(apt-cache depends linux-image-amd64 | sed -n 's/^ *Depends: \(linux-image-[0-9].*\)/\1/p' | head -n 1)
    [ -n "$image" ] || { echo "apt knows no linux-image-amd64" >&2; return 1; }
    folder=$(unpacked "$image") || return 1
    if [ ! -s "$folder/vmlinux" ]; then
        wrapped=$(echo "$folder"/boot/vmlinuz-*)
        start=$(LC_ALL=C grep -abo $'\xfd7zXZ' "$wrapped" | head -n 1 | cut -d: -f1)
        # Behind the kernel lies what xz takes for garbage.
        tail -c "+$((start + 1))" "$wrapped" | { xz -dc 2>/dev/null || true; } >"$folder/vmlinux.new"
        mv "$folder/vmlinux.new" "$folder/vmlinux"
    fi
    echo "$folder"
}

as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi; }

# Copies programs and the libraries they are linked with into a tree.
copy_programs() {
    local tree=$1 program library
    shift
    for program in "$@"; do
        cp -L "$program" "$tree/usr/bin/"
        ldd "$program" | sed -n 's/.*=> \(\/[^ ]*\) .*/\1/p; s/^\t\(\/[^ ]*\) .*/\1/p' | while read -r library; do
            [ -e "$tree$library" ] || install -D "$library" "$tree$library"
        done
    done
}

# Copies modules and those they need, in the order of loading; prints their paths in the tree.
copy_modules() {
    local kernel=$1 tree=$2 release=$3 name path
    shift 3
    for name in "$@"; do modprobe -d "$kernel" -S "$release" --show-depends "$name"; done |
        sed -n 's/^insmod //p' | awk '!seen[$1]++ { print $1 }' | while read -r path; do
            install -D -m 644 "$path" "$tree${path#"$kernel"}"
            echo "${path#"$kernel"}"
        done
}

# Builds what the guest starts from: $1 is the program scanstation. In the cache lie then `vmlinux`, `initramfs` (modules to
# reach disks) and `system.img` (everything else).
build_guest() {
    local station=$1 kernel udev release
    kernel=$(debian_kernel) && udev=$(unpacked udev) || return 1
    release=$(basename "$kernel"/lib/modules/*)
    [ -s "$kernel/lib/modules/$release/modules.dep" ] || depmod -b "$kernel" "$release"
    build_initramfs "$kernel" "$release"
    build_system "$kernel" "$release" "$udev" "$station"
    ln -sfn "$kernel/vmlinux" "$cache/vmlinux"
}

# Puts into the cache how fast this machine's TSC is, as a guest has measured it. On a busy machine it may take some tries.
measure_tsc() {
    local try khz console="$cache/run/tsc.console"
    [ -s "$cache/tsc-khz" ] && return
    for try in 1 2 3 4 5 6 7 8; do
        VM_LOGLEVEL=7 timeout --kill-after=5 20 "$here/Simulator/Guest/boot" "$cache" "$console" - - \
            scanstation.do=version </dev/null >"$cache/run/tsc.said" || true
        khz=$(sed -n 's/.*tsc: Detected \([0-9]*\)\.\([0-9]\{3\}\) MHz.*/\1\2/p' "$console" | tail -n 1)
        if [ -n "$khz" ]; then
            echo "$khz" >"$cache/tsc-khz"
            return
        fi
        echo "try $try: the guest has not measured its TSC" >&2
    done
    echo "the guest cannot measure its TSC; its console is $console" >&2
    return 1
}

build_initramfs() {
    local kernel=$1 release=$2 tree="$cache/first"
    rm -rf "$tree" && mkdir -p "$tree"/{bin,dev,proc,sys,system}
    cp /bin/busybox "$tree/bin/"
    install -m 755 "$here/Simulator/Guest/init" "$tree/init"
    copy_modules "$kernel" "$tree" "$release" "${vm_early_modules[@]}" >"$cache/early-modules"
    mv "$cache/early-modules" "$tree/"
    (cd "$tree" && find . -print0 | cpio --null -o -H newc --quiet -R 0:0) >"$cache/initramfs.new"
    mv "$cache/initramfs.new" "$cache/initramfs"
}

build_system() {
    local kernel=$1 release=$2 udev=$3 station=$4 tree="$cache/system" name
    rm -rf "$tree"
    mkdir -p "$tree"/{dev,proc,sys,run,tmp,system,var/lib/scanstation,etc/udev/rules.d}
    mkdir -p "$tree"/usr/{bin,sbin,lib/systemd,lib/udev/rules.d,lib64}
    for name in bin sbin lib lib64; do ln -s "usr/$name" "$tree/$name"; done
    ln -s ../run "$tree/var/run"
    cp /bin/busybox "$tree/usr/bin/"
    for name in $(busybox --list | grep -vx busybox); do ln -s busybox "$tree/usr/bin/$name"; done
    copy_programs "$tree" "$station" /usr/sbin/usbip "$udev/bin/udevadm"
    ln -s /usr/bin/udevadm "$tree/usr/lib/systemd/systemd-udevd"
    for name in 50-udev-default 80-drivers; do
        cp "$udev/lib/udev/rules.d/$name.rules" "$tree/usr/lib/udev/rules.d/"
    done
    cp "$here/Hardware/udev/60-scanstation.rules" "$tree/etc/udev/rules.d/"
    copy_modules "$kernel" "$tree" "$release" "${vm_device_modules[@]}" >/dev/null
    cp "$kernel/lib/modules/$release"/modules.{order,builtin,builtin.modinfo} "$tree/lib/modules/$release/"
    depmod -b "$tree" "$release"
    install -m 755 "$here/Simulator/Guest/guest" "$tree/usr/sbin/guest"
    cp "$here/Simulator/Guest/passwd" "$here/Simulator/Guest/group" "$tree/etc/"
    rm -f "$cache/system.img.new"
    # Half as much again as lies in it, for the file system's own use.
    truncate -s "$(($(du -sk "$tree" | cut -f1) * 3 / 2 + 8192))K" "$cache/system.img.new"
    /usr/sbin/mkfs.ext4 -q -O ^has_journal -d "$tree" "$cache/system.img.new"
    mv "$cache/system.img.new" "$cache/system.img"
}
