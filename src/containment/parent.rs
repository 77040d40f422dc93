//! The side that starts the process, feeds it, and does not wait for ever.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use super::child::{CELLS, PROBLEM};
use super::{COMMAND, arguments};
use crate::diagnostic::{Damage, Limit, ProblemKind};
use crate::reader::Limits;

/// Has `program` read a file of an old format and returns what it wrote down.
pub(super) fn record(
    program: &Path,
    bytes: &[u8],
    limits: &Limits,
) -> Result<Vec<u8>, ProblemKind> {
    let unreadable = |error: std::io::Error| ProblemKind::FileUnreadable {
        detail: format!("{}: {error}", program.display()),
    };
    let mut child = Command::new(program)
        .arg(COMMAND)
        .args(arguments(limits))
        // The allocator would set a gibibyte of addresses aside before the limit on memory is there, and what
        // it takes from them is not held to that.
        .env("MIMALLOC_ARENA_RESERVE", "0")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(unreadable)?;
    let answer = listen(&mut child, limits);
    if let Some(mut stdin) = child.stdin.take() {
        // A process that ended early closed the pipe; how it ended says more. It reads everything
        // before it does anything else, so this does not wait for long.
        let _ = stdin.write_all(bytes);
    }
    let answer = answer.recv_timeout(Duration::from_secs(u64::from(limits.seconds)));
    if answer.is_err() {
        // Already gone is as good.
        let _ = child.kill();
    }
    let status = child.wait().map_err(unreadable)?;
    match answer {
        Ok(answer) => understand(answer, status, limits),
        Err(RecvTimeoutError::Timeout) => Err(over(Limit::Seconds, limits)),
        Err(RecvTimeoutError::Disconnected) => Err(damaged()),
    }
}

/// Collects the answer on a thread of its own.
fn listen(child: &mut Child, limits: &Limits) -> Receiver<Vec<u8>> {
    let (send, receive) = channel();
    let stdout = child.stdout.take();
    let most = limits.memory.max(limits.part_bytes);
    thread::spawn(move || {
        let mut answer = Vec::new();
        if let Some(stdout) = stdout
            && stdout.take(most).read_to_end(&mut answer).is_ok()
        {
            // Nobody listens any more after the time limit.
            let _ = send.send(answer);
        }
    });
    receive
}

fn understand(
    mut answer: Vec<u8>,
    status: ExitStatus,
    limits: &Limits,
) -> Result<Vec<u8>, ProblemKind> {
    if !status.success() {
        return Err(death(status, limits));
    }
    match answer.split_first() {
        Some((&CELLS, _)) => {
            answer.remove(0);
            Ok(answer)
        }
        Some((&PROBLEM, json)) => Err(serde_json::from_slice(json).unwrap_or_else(|_| damaged())),
        _ => Err(damaged()),
    }
}

fn damaged() -> ProblemKind {
    ProblemKind::FileDamaged { damage: Damage::Unknown }
}

fn over(limit: Limit, limits: &Limits) -> ProblemKind {
    let allowed = match limit {
        Limit::Seconds => u64::from(limits.seconds),
        _ => limits.memory,
    };
    ProblemKind::OverLimit { limit, allowed }
}

/// What a process died of.
#[cfg(unix)]
fn death(status: ExitStatus, limits: &Limits) -> ProblemKind {
    use std::os::unix::process::ExitStatusExt;
    const ABORT: i32 = 6;
    const KILL: i32 = 9;
    const CPU_TIME: i32 = 24;
    match status.signal() {
        // Rust aborts where memory runs out; the kernel kills.
        Some(ABORT) => over(Limit::Memory, limits),
        Some(KILL | CPU_TIME) => over(Limit::Seconds, limits),
        _ => damaged(),
    }
}

#[cfg(not(unix))]
fn death(_: ExitStatus, _: &Limits) -> ProblemKind {
    damaged()
}
