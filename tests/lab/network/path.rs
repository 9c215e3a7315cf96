//! The path between both networks: one thread that reads packets from either TUN device and writes them to the other, when
//! the [`Course`] says so.

use std::fs::File;
use std::io::{self, PipeReader, PipeWriter, Read as _, Write as _};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::course::{Course, Tally, concerns};
use crate::lab::impairment::{Impairment, Way};

/// Larger than any packet of a device with an MTU of 1,500.
const LARGEST: usize = 2_048;
/// Packets that are read from one device before the other one gets its turn.
const AT_ONCE: usize = 64;

/// The path; it ends when it is dropped.
pub(crate) struct Path {
    run: Arc<Mutex<Run>>,
    /// A byte wakes the thread, closing ends it.
    bell: Option<PipeWriter>,
    thread: Option<JoinHandle<()>>,
}

struct Run {
    course: Course,
    began: Instant,
    /// Packets of the run before, by direction. They arrive at once: losing them would make both ends repeat them in the middle
    /// of this run.
    left: [Vec<Vec<u8>>; 2],
}

impl Run {
    fn new(impairment: Impairment, seed: u64) -> Self {
        Self { course: Course::new(impairment, seed), began: Instant::now(), left: Default::default() }
    }
}

impl Path {
    /// Joins two devices. Packets from or to the exempt host pass at once and are not counted.
    pub(crate) fn between(client: File, portal: File, exempt: IpAddr) -> io::Result<Self> {
        let (rung, bell) = io::pipe()?;
        let run = Arc::new(Mutex::new(Run::new(Impairment::default(), 0)));
        let shared = Arc::clone(&run);
        let thread = thread::Builder::new()
            .name("path".to_string())
            .spawn(move || forward(&shared, [&client, &portal], rung, exempt))?;
        Ok(Self { run, bell: Some(bell), thread: Some(thread) })
    }

    fn run(&self) -> MutexGuard<'_, Run> {
        self.run.lock().unwrap()
    }

    /// Begins a new run: what is on the way arrives at once, all counts are 0, the clock of the outages stands at its beginning,
    /// and connections that are open stay known.
    pub(crate) fn begin(&self, impairment: Impairment, seed: u64) {
        let mut fresh = Run::new(impairment, seed);
        let mut run = self.run();
        fresh.course.keep_connections_of(&run.course);
        fresh.left = std::mem::take(&mut run.left);
        for (left, way) in fresh.left.iter_mut().zip(Way::ALL) {
            left.extend(std::iter::from_fn(|| run.course.arrived(Duration::MAX, way)));
        }
        *run = fresh;
        drop(run);
        // If the thread is gone, the test will see it soon enough.
        let _ = self.bell.as_ref().map(|mut bell| bell.write(&[0]));
    }

    /// Changes what happens to packets from now on.
    pub(crate) fn change(&self, change: impl FnOnce(&mut Impairment)) {
        change(&mut self.run().course.impairment);
    }

    /// What was counted since the run began.
    pub(crate) fn tally(&self) -> Tally {
        self.run().course.tally()
    }
}

impl Drop for Path {
    fn drop(&mut self) {
        drop(self.bell.take());
        if let Some(thread) = self.thread.take() {
            // If it panicked, the test that needed it has failed already.
            let _ = thread.join();
        }
    }
}

fn forward(run: &Mutex<Run>, devices: [&File; 2], mut rung: PipeReader, exempt: IpAddr) {
    let mut buffer = [0; LARGEST];
    loop {
        let wait = {
            let run = run.lock().unwrap();
            run.course.next_due().map(|due| due.saturating_sub(run.began.elapsed()))
        };
        let mut ends = [
            PollFd::new(devices[0], PollFlags::IN),
            PollFd::new(devices[1], PollFlags::IN),
            PollFd::new(&rung, PollFlags::IN),
        ];
        let wait = wait.map(timespec);
        // An interrupted wait is only a short one.
        let _ = poll(&mut ends, wait.as_ref());
        let ready = ends.map(|end| !end.revents().is_empty());
        if ready[2] && !matches!(rung.read(&mut buffer), Ok(1..)) {
            return;
        }
        for (at, way) in Way::ALL.into_iter().enumerate() {
            if !ready[at] {
                continue;
            }
            let mut device = devices[at];
            for _ in 0..AT_ONCE {
                let Ok(length @ 1..) = device.read(&mut buffer) else { break };
                let packet = &buffer[..length];
                if concerns(packet, exempt) {
                    put(devices[1 - at], packet);
                } else {
                    let run = &mut *run.lock().unwrap();
                    run.course.take(run.began.elapsed(), way, packet);
                }
            }
        }
        let run = &mut *run.lock().unwrap();
        let now = run.began.elapsed();
        for (device, left) in devices.into_iter().rev().zip(&mut run.left) {
            left.drain(..).for_each(|packet| put(device, &packet));
        }
        for (at, way) in Way::ALL.into_iter().enumerate() {
            while let Some(packet) = run.course.arrived(now, way) {
                put(devices[1 - at], &packet);
            }
        }
    }
}

/// Hands a packet to the other side. It refuses packets only when its device is not up, and then they are lost as on any line.
fn put(mut device: &File, packet: &[u8]) {
    let _ = device.write(packet);
}

fn timespec(time: Duration) -> Timespec {
    Timespec { tv_sec: time.as_secs().try_into().unwrap_or(i64::MAX), tv_nsec: time.subsec_nanos().into() }
}
