//! Values as people read them, with personal data masked.

use super::table::Register;
use crate::standard::RegisterSpec;

/// See [`Register::show`].
pub fn show(register: &Register, spec: &RegisterSpec, row: usize, column: usize) -> Option<String> {
    let _ = (register, spec, row, column);
    None
}
