//! How files are read, as the command line asks.

use crate::cli::ReadingArgs;
use crate::containment::Reading;
use crate::reader::{Limits, OpenOptions};

impl From<&ReadingArgs> for Reading {
    fn from(args: &ReadingArgs) -> Reading {
        let default = Limits::default();
        let limits = Limits {
            part_bytes: args.limit_unpacked.unwrap_or(default.part_bytes),
            total_bytes: args.limit_unpacked.unwrap_or(default.total_bytes),
            cells: args.limit_cells.unwrap_or(default.cells),
            text_bytes: args.limit_text.unwrap_or(default.text_bytes),
            seconds: args.limit_time.unwrap_or(default.seconds),
            memory: args.limit_memory.unwrap_or(default.memory),
        };
        let mut reading = Reading::isolated(OpenOptions { encoding: None, limits });
        for (file, encoding) in &args.encoding {
            match file {
                Some(file) => reading.encodings.push((file.into(), *encoding)),
                None => reading.options.encoding = Some(*encoding),
            }
        }
        reading
    }
}
