//! The three things that Linux must do and std cannot: a network of its own, stepping into one, and a TUN device.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::fs::OpenOptionsExt;
use std::thread;

use rustix::ioctl::{self, Opcode, Updater, opcode};
use rustix::thread::{LinkNameSpaceType, UnshareFlags, move_into_link_name_space};

/// Makes a network namespace. It has no name and lives as long as somebody holds this or runs inside, so nothing can stay
/// behind, and runs side by side cannot meet.
///
/// # Errors
/// Where the system does not allow it.
pub(crate) fn new_network() -> io::Result<OwnedFd> {
    // On a thread of its own, which ends: nobody else is moved.
    let made = thread::spawn(|| {
        unshare_network()?;
        File::open("/proc/thread-self/ns/net")
    });
    made.join().unwrap_or_else(|_| Err(io::Error::other("the thread panicked"))).map(OwnedFd::from)
}

#[allow(unsafe_code, reason = "the system call has no safe wrapper")]
fn unshare_network() -> io::Result<()> {
    // SAFETY: only `UnshareFlags::FILES` could break memory or descriptors of other threads.
    unsafe { rustix::thread::unshare_unsafe(UnshareFlags::NEWNET) }.map_err(io::Error::from)
}

/// Moves the calling thread into a network, for the rest of its life.
///
/// # Errors
/// Where the system does not allow it.
pub(crate) fn enter(network: BorrowedFd<'_>) -> io::Result<()> {
    move_into_link_name_space(network, Some(LinkNameSpaceType::Network)).map_err(io::Error::from)
}

/// `struct ifreq` of `linux/if.h`, as `TUNSETIFF` reads it.
#[repr(C)]
struct InterfaceRequest {
    name: [u8; 16],
    flags: u16,
    rest: [u8; 22],
}

/// `TUNSETIFF` of `linux/if_tun.h`.
const SET_INTERFACE: Opcode = opcode::write::<i32>(b'T', 202);
/// `IFF_TUN`: packets of IP, not frames.
const TUN: u16 = 0x0001;
/// `IFF_NO_PI`: nothing before the packet.
const NO_PACKET_INFORMATION: u16 = 0x1000;
/// `O_NONBLOCK` where Linux has its usual numbers, which is everywhere but on Alpha, MIPS and SPARC.
const NONBLOCKING: i32 = 0o4000;

/// Makes a TUN device in the network of the calling thread. It goes when the file is closed. Reading and writing pass one
/// packet each and never wait.
///
/// # Errors
/// Where there is no `/dev/net/tun`, or the system does not allow it.
pub(crate) fn open_tun(name: &str) -> io::Result<File> {
    let file = OpenOptions::new().read(true).write(true).custom_flags(NONBLOCKING).open("/dev/net/tun")?;
    let mut request = InterfaceRequest { name: [0; 16], flags: TUN | NO_PACKET_INFORMATION, rest: [0; 22] };
    // The last byte stays 0 and ends the name.
    for (to, from) in request.name[..15].iter_mut().zip(name.bytes()) {
        *to = from;
    }
    set_interface(file.as_fd(), &mut request)?;
    Ok(file)
}

#[allow(unsafe_code, reason = "an ioctl that rustix has no wrapper for")]
fn set_interface(file: BorrowedFd<'_>, request: &mut InterfaceRequest) -> io::Result<()> {
    // SAFETY: TUNSETIFF reads and writes one `struct ifreq`, of which `InterfaceRequest` has the layout and at least the size.
    unsafe { ioctl::ioctl(file, Updater::<SET_INTERFACE, InterfaceRequest>::new(request)) }.map_err(io::Error::from)
}
