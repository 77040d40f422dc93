//! The process that reads a file of an old format: bytes in, cells out, and an end that hurts
//! nobody.

use std::io::{Read, Write};

use rlimit::Resource;

use super::limits;
use crate::reader::{Limits, record_legacy};

/// First byte of an answer: cells follow.
pub(super) const CELLS: u8 = b'C';
/// First byte of an answer: a problem follows, as JSON.
pub(super) const PROBLEM: u8 = b'P';

/// Reads a file from `input` and answers on `output`.
///
/// # Errors
/// Where the arguments are not those of `arguments`, or the streams fail.
pub fn serve(
    arguments: &[String],
    input: &mut dyn Read,
    output: &mut dyn Write,
) -> anyhow::Result<()> {
    let limits = limits(arguments).ok_or_else(|| anyhow::anyhow!("not for use by hand"))?;
    confine(&limits);
    let mut bytes = Vec::new();
    input.take(limits.part_bytes).read_to_end(&mut bytes)?;
    match record_legacy(&bytes, &limits) {
        Ok(recording) => {
            output.write_all(&[CELLS])?;
            output.write_all(&recording)?;
        }
        Err(problem) => {
            output.write_all(&[PROBLEM])?;
            serde_json::to_writer(&mut *output, &problem)?;
        }
    }
    Ok(output.flush()?)
}

/// Limits this process, where the system can; elsewhere the time limit of the parent holds alone.
fn confine(limits: &Limits) {
    let seconds = u64::from(limits.seconds);
    for (resource, most) in
        [(Resource::AS, limits.memory), (Resource::CPU, seconds), (Resource::CORE, 0)]
    {
        // One of the system's own may be lower already.
        let allowed = resource.get_hard().map_or(most, |hard| hard.min(most));
        let _ = resource.set(allowed, allowed);
    }
}
