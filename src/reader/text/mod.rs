//! Text files: their encoding, and the table in them.

pub(crate) mod beside;
mod decode;
pub(super) mod delimited;
mod encoding;
mod fields;
mod gb18030;
mod numbers;
mod profile;
mod records;

pub(super) use decode::Decoding;
pub use delimited::Delimiter;
pub use encoding::Encoding;
pub(super) use encoding::{Detected, declared, decodes, detect, is_utf16};
