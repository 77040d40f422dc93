//! The files of different registers, read side by side.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{Intake, Opened};
use crate::audit::folder::File;
use crate::diagnostic::{Failure, Problem};
use crate::evidence::assign::by_name;
use crate::outcome::Input;
use crate::reader::ReadBy;

/// What there is to say of a file.
struct Part {
    /// Where it stands among the files.
    at: usize,
    inputs: Vec<Input>,
    problems: Vec<Problem>,
    read_by: Vec<(String, Vec<(String, ReadBy)>)>,
}

impl<'a> Intake<'a> {
    /// Reads the files of the evidence; where they are all open already, those of different registers side
    /// by side.
    pub fn all(&mut self, files: Vec<Opened>) -> Result<(), Failure> {
        let waits = |opened: &Opened| opened.ahead.is_none() && opened.file.stray.is_none();
        if files.iter().any(waits) {
            return files.into_iter().try_for_each(|opened| self.evidence(opened));
        }
        let again: Vec<File> = files.iter().map(|opened| opened.file.clone()).collect();
        let specs = &self.standard.registers;
        let mut groups: BTreeMap<Option<usize>, Vec<(usize, Opened)>> = BTreeMap::new();
        for (at, opened) in files.into_iter().enumerate() {
            let register = by_name(&opened.file.name, specs).one();
            groups.entry(register).or_default().push((at, opened));
        }
        let groups: Vec<_> = groups.into_values().collect();
        let read: Vec<_> = groups.into_par_iter().map(|group| self.apart(group)).collect();
        let read: Result<Vec<_>, Failure> = read.into_iter().collect();
        let Some(read) = read.ok().filter(|read| self.are_apart(read)) else {
            // A file that held another register than its name says: what is read of it depends on the
            // others. Or one that is gone: the first of those in the order of the files is told of.
            let mut again = again.into_iter().map(|file| Opened { file, ahead: None });
            return again.try_for_each(|opened| self.evidence(opened));
        };
        let mut parts: Vec<_> = read
            .into_iter()
            .flat_map(|(intake, parts)| {
                self.join(intake);
                parts
            })
            .collect();
        parts.sort_by_key(|part| part.at);
        for part in parts {
            self.inputs.extend(part.inputs);
            self.problems.extend(part.problems);
            self.read_by.extend(part.read_by);
        }
        Ok(())
    }

    /// Another for the same audit, with nothing read.
    pub fn beside(&self) -> Intake<'a> {
        let intake = Intake::new(self.standard, self.audit, self.reading);
        Intake { declared: self.declared, ..intake }
    }

    /// Files read by themselves, each with what there is to say of it.
    fn apart(&self, files: Vec<(usize, Opened)>) -> Result<(Intake<'a>, Vec<Part>), Failure> {
        let mut intake = self.beside();
        let mut parts = Vec::new();
        for (at, opened) in files {
            intake.evidence(opened)?;
            let inputs = std::mem::take(&mut intake.inputs);
            let problems = std::mem::take(&mut intake.problems);
            let read_by = std::mem::take(&mut intake.read_by);
            parts.push(Part { at, inputs, problems, read_by });
        }
        Ok((intake, parts))
    }

    /// Whether no register was read by two.
    fn are_apart(&self, read: &[(Intake<'a>, Vec<Part>)]) -> bool {
        (0..self.readers.len()).all(|index| {
            let has = |(intake, _): &&(Intake<'a>, Vec<Part>)| {
                let reader = intake.readers.get(index).is_some_and(Option::is_some);
                reader || intake.broken.get(index).copied().unwrap_or(false)
            };
            read.iter().filter(has).count() < 2
        })
    }

    /// Takes over the registers another has read.
    fn join(&mut self, other: Intake<'a>) {
        for (slot, reader) in self.readers.iter_mut().zip(other.readers) {
            *slot = reader.or(slot.take());
        }
        let marks = [(&mut self.broken, other.broken), (&mut self.forms, other.forms)];
        for (own, others) in marks {
            own.iter_mut().zip(others).for_each(|(own, other)| *own |= other);
        }
    }
}
