//! Bytes to text, a piece at a time.

use std::io::{ErrorKind, Read};

use encoding_rs::{Decoder, DecoderResult};

use super::Encoding;
use crate::reader::broken::Broken;
use crate::reader::origin::Stream;

/// Bytes read at a time.
pub(super) const CHUNK: usize = 64 << 10;

/// Text on its way out of a stream. Every byte must decode: a replaced one would be a value
/// nobody wrote.
pub(in crate::reader) struct Decoding {
    from: Box<dyn Stream>,
    decoder: Decoder,
    chunk: Vec<u8>,
    ended: bool,
}

impl Decoding {
    /// From the start of a stream; a byte order mark is left out.
    pub fn new(from: Box<dyn Stream>, encoding: Encoding) -> Self {
        let decoder = encoding.coding().new_decoder_with_bom_removal();
        Decoding { from, decoder, chunk: vec![0; CHUNK], ended: false }
    }

    /// Adds the next piece to `to`; false at the end.
    pub fn more(&mut self, to: &mut String) -> Result<bool, Broken> {
        if self.ended {
            return Ok(false);
        }
        let length = loop {
            match self.from.read(&mut self.chunk) {
                Ok(length) => break length,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
        };
        self.ended = length == 0;
        let bytes = self.chunk.get(..length).unwrap_or_default();
        let needed = self.decoder.max_utf8_buffer_length_without_replacement(length);
        to.reserve(needed.unwrap_or(CHUNK * 4));
        match self.decoder.decode_to_string_without_replacement(bytes, to, self.ended) {
            (DecoderResult::InputEmpty, _) => Ok(!self.ended),
            _ => Err(Broken::NotDecodable),
        }
    }

    /// All of it, if that is no more than `limit` bytes.
    pub fn whole(mut self, limit: u64) -> Result<String, Broken> {
        let mut text = String::new();
        while self.more(&mut text)? {
            if text.len() as u64 > limit {
                return Err(Broken::TooLarge(limit));
            }
        }
        Ok(text)
    }
}
