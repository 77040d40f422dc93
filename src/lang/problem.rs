//! The words of every problem.

use super::Lang;
use crate::diagnostic::ProblemKind;

/// The message of a problem in `lang`, without its place: what is wrong, what was expected, what to do.
pub fn message(kind: &ProblemKind, lang: Lang) -> String {
    let _ = (kind, lang);
    String::new()
}
