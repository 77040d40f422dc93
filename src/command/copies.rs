//! The marked copies of `inspect score --annotate`.

use std::fs;
use std::path::{Path, PathBuf};

use super::output;
use crate::annotate::CopyError;
use crate::audit::folder::{EVIDENCE, file_place};
use crate::cli::Global;
use crate::diagnostic::{Failure, ProblemKind};
use crate::lang::problem::message;
use crate::lang::{Lang, Word};
use crate::pipeline::{self, Audited};

/// Writes a marked copy of every register with a problem into `folder`, and says which.
pub fn write(
    audit: &Path,
    folder: &Path,
    audited: &Audited,
    lang: Lang,
    global: &Global,
) -> Result<(), Failure> {
    let mut paths = Vec::new();
    let copies = pipeline::copies(audit, audited, lang)?;
    for copy in &copies {
        let path = folder.join(&copy.name);
        refuse_evidence(audit, &path)?;
        paths.push(path);
    }
    for (copy, path) in copies.iter().zip(&paths) {
        match &copy.bytes {
            Ok(bytes) => {
                if let Some(parent) = path.parent() {
                    fs::create_dir_all(parent).map_err(|e| unwritable(parent, &e))?;
                }
                output::write_file(path, bytes)?;
                if !global.quiet {
                    output::tell(&format!("→ {}", path.display()));
                }
            }
            Err(error) => {
                let why = match error {
                    CopyError::Unreadable(kind) => message(kind, lang),
                    CopyError::Xlsx(error) => error.to_string(),
                };
                let (word, colon) = (Word::NotAnnotated.get(lang), lang.pick("：", ": "));
                output::tell(&format!("{} {word}{colon}{why}", copy.file));
            }
        }
    }
    if copies.is_empty() && !global.quiet {
        output::tell(Word::NothingToAnnotate.get(lang));
    }
    Ok(())
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::one(ProblemKind::FileUnwritable { detail: error.to_string() }, file_place(path))
}

/// Fails where a copy would take the place of a register, or be read as one more.
fn refuse_evidence(audit: &Path, target: &Path) -> Result<(), Failure> {
    let evidence = resolved(&audit.join(EVIDENCE));
    if resolved(target).starts_with(&evidence) || is_register(audit, target) {
        return Err(Failure::one(ProblemKind::FileExists, file_place(target)));
    }
    Ok(())
}

/// Whether a link below `evidence/` leads to this file.
fn is_register(audit: &Path, target: &Path) -> bool {
    let Ok(target) = target.canonicalize() else { return false };
    let files = crate::audit::folder::Folder::new(audit).evidence().unwrap_or_default();
    files.iter().any(|file| file.path.canonicalize().is_ok_and(|path| path == target))
}

/// A path as the disk has it, as far as it is there.
fn resolved(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    for above in path.ancestors() {
        if let Ok(real) = above.canonicalize() {
            let rest = path.strip_prefix(above).map(Path::to_path_buf).unwrap_or_default();
            return if rest.as_os_str().is_empty() { real } else { real.join(rest) };
        }
    }
    path
}
