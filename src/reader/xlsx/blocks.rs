//! A part of a package, a block at a time, so that a sheet of any size takes the memory of one block.

use std::io::Read;

use memchr::memmem;

use crate::reader::broken::Broken;

/// Bytes of an ordinary block.
const BLOCK: usize = 256 << 10;

/// The blocks of a part. Each begins where a marker does, except the first, and each but the last ends
/// where the next marker does: what lies between two markers is never cut.
pub(super) struct Blocks<R> {
    from: R,
    marker: &'static [u8],
    buffer: Vec<u8>,
    /// Bytes of `buffer` that are read.
    filled: usize,
    /// Bytes of `buffer` already given out.
    given: usize,
    ended: bool,
    /// Bytes still allowed, and how many were.
    left: u64,
    most: u64,
    most_at_once: u64,
}

impl<R: Read> Blocks<R> {
    /// Parts longer than `most` bytes are refused, and stretches between two markers longer than
    /// `most_at_once`. `size` is what the part says it is long.
    pub fn new(from: R, marker: &'static [u8], size: u64, [most, most_at_once]: [u64; 2]) -> Self {
        // One byte more tells that the end is reached.
        let size = usize::try_from(size).unwrap_or(BLOCK).saturating_add(1);
        let buffer = vec![0; size.min(BLOCK)];
        Blocks {
            from,
            marker,
            buffer,
            filled: 0,
            given: 0,
            ended: false,
            left: most,
            most,
            most_at_once,
        }
    }

    /// The next block; `None` at the end.
    pub fn next_block(&mut self) -> Result<Option<&[u8]>, Broken> {
        self.buffer.copy_within(self.given..self.filled, 0);
        self.filled -= self.given;
        self.given = 0;
        loop {
            self.fill()?;
            let read = self.buffer.get(..self.filled).unwrap_or_default();
            // The marker a block begins with does not end it.
            let inside = read.get(1..).unwrap_or_default();
            self.given = match memmem::rfind(inside, self.marker) {
                Some(at) if !self.ended => at + 1,
                _ if self.ended => self.filled,
                _ => {
                    let wider = self.buffer.len().saturating_mul(2).max(64);
                    if wider as u64 > self.most_at_once.max(2 * BLOCK as u64) {
                        return Err(Broken::TooMuchMemory(self.most_at_once));
                    }
                    self.buffer.resize(wider, 0);
                    continue;
                }
            };
            let block = self.buffer.get(..self.given).unwrap_or_default();
            return Ok(if block.is_empty() { None } else { Some(block) });
        }
    }

    fn fill(&mut self) -> Result<(), Broken> {
        while !self.ended && self.filled < self.buffer.len() {
            let space = self.buffer.get_mut(self.filled..).unwrap_or_default();
            let read = self.from.read(space)?;
            self.ended = read == 0;
            self.filled += read;
            self.left = self.left.checked_sub(read as u64).ok_or(Broken::TooLarge(self.most))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, most: u64, most_at_once: u64) -> Result<Vec<usize>, Broken> {
        let size = text.len() as u64;
        let mut blocks = Blocks::new(text.as_bytes(), b"<row", size, [most, most_at_once]);
        let (mut lengths, mut whole) = (Vec::new(), Vec::new());
        while let Some(block) = blocks.next_block()? {
            assert!(lengths.is_empty() || block.starts_with(b"<row"));
            lengths.push(block.len());
            whole.extend_from_slice(block);
        }
        assert_eq!(whole, text.as_bytes());
        Ok(lengths)
    }

    #[test]
    fn blocks_end_where_a_row_begins() {
        let row = format!("<row>{}</row>", "x".repeat(100_000 - 11));
        let text = format!("head{}tail", row.repeat(6));
        // 262,144 bytes hold the head and two rows; then two rows and less than a third, twice.
        assert_eq!(cut(&text, 1 << 20, 1 << 20), Ok(vec![200_004, 200_000, 200_004]));
        assert_eq!(cut(&text, 600_007, 1 << 20), Err(Broken::TooLarge(600_007)));
        assert_eq!(cut("", 9, 9), Ok(vec![]));
        assert_eq!(cut("no row at all", 99, 99), Ok(vec![13]));
    }

    #[test]
    fn a_row_longer_than_a_block_is_whole_if_the_limit_allows_it() {
        let row = format!("<row>{}</row>", "x".repeat(3 * BLOCK));
        let text = format!("{row}<row/>");
        assert_eq!(cut(&text, 1 << 30, 1 << 20), Ok(vec![row.len() + 6]));
        assert_eq!(cut(&text, 1 << 30, 1 << 19), Err(Broken::TooMuchMemory(1 << 19)));
    }
}
