//! The stable codes of problems.

use crate::diagnostic::ProblemKind;

/// The code of a problem in results and gates: the kebab-case name that serde gives it too.
pub fn code(kind: &ProblemKind) -> &'static str {
    use ProblemKind as K;
    match kind {
        K::TomlSyntax { .. } => "toml-syntax",
        K::UnknownKey { .. } => "unknown-key",
        K::MissingKey { .. } => "missing-key",
        K::KeyNotForKind { .. } => "key-not-for-kind",
        K::BadValue { .. } => "bad-value",
        K::UnknownName { .. } => "unknown-name",
        K::Duplicate { .. } => "duplicate",
        K::Expression { .. } => "expression",
        K::TotalMismatch { .. } => "total-mismatch",
        K::NoTimeColumn { .. } => "no-time-column",
        K::BrokenLadder { .. } => "broken-ladder",
        K::FileMissing => "file-missing",
        K::FileUnreadable { .. } => "file-unreadable",
        K::FileEmpty => "file-empty",
        K::UnsupportedFormat { .. } => "unsupported-format",
        K::UnmatchedFile => "unmatched-file",
        K::AmbiguousFile { .. } => "ambiguous-file",
        K::FileExists => "file-exists",
        K::FileUnwritable { .. } => "file-unwritable",
        K::MissingRegister { .. } => "missing-register",
        K::UnexpectedRegister { .. } => "unexpected-register",
        K::EmptyRegister { .. } => "empty-register",
        K::HeaderNotFound { .. } => "header-not-found",
        K::MissingColumn { .. } => "missing-column",
        K::AmbiguousColumn { .. } => "ambiguous-column",
        K::TypeMismatch { .. } => "type-mismatch",
        K::CellError { .. } => "cell-error",
        K::FutureDate { .. } => "future-date",
        K::UndatedRow { .. } => "undated-row",
        K::CrossCheck { .. } => "cross-check",
        K::UnknownVerdict { .. } => "unknown-verdict",
        K::DuplicateVerdict { .. } => "duplicate-verdict",
        K::NoSamples { .. } => "no-samples",
        K::ExtraSpotChecks { .. } => "extra-spot-checks",
        K::AnswerNotAsked { .. } => "answer-not-asked",
        K::VerdictContradictsEvidence { .. } => "verdict-contradicts-evidence",
        K::VerdictOverridesEvidence { .. } => "verdict-overrides-evidence",
        K::VerdictWithoutEvidence { .. } => "verdict-without-evidence",
        K::AsOfBeforePeriod { .. } => "as-of-before-period",
        K::NotApplicableForbidden { .. } => "not-applicable-forbidden",
        K::NotApplicableAnswered { .. } => "not-applicable-answered",
        K::WaiverUnused { .. } => "waiver-unused",
        K::NothingToScore { .. } => "nothing-to-score",
        K::PreviousNotComparable { .. } => "previous-not-comparable",
    }
}
