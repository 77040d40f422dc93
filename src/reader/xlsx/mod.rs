//! Office Open XML workbooks, a row at a time.
//!
//! Ordinary sheets are read by this program itself: `look` finds what is merged and hidden, `scan` the
//! cells, of large sheets both in one `pass`. Whatever is not ordinary XML goes to calamine, in `library`.

#[cfg(test)]
mod agreement;
mod blocks;
mod cursor;
mod decimal;
mod escape;
mod head;
mod inflate;
mod library;
mod look;
mod parts;
mod pass;
mod scan;
mod strings;
mod styles;
mod survey;
mod usual;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};

use memchr::memmem;
use zip::ZipArchive;

use super::broken::{Broken, guarded};
use super::limits::{Limits, MAX_TAG_BYTES};
use super::origin::{Origin, Stream};
use super::package::{check_head, find};
use super::{Cell, Epoch, Layout, PackageParts, ReadBy, RowSink};
use blocks::Blocks;
use inflate::{Inflated, at_once};
use library::Library;
use look::Look;
use parts::{Parts, SheetPart, tags_of};
use pass::End;
use scan::{Scan, Shared};
use strings::Strings;
use styles::Styles;
use survey::Survey;

type Bytes = Box<dyn Stream>;

/// Sheets up to this many bytes are inflated once and kept for the scan that follows the look. Larger ones
/// are looked over as they are scanned.
const HELD_BYTES: u64 = if cfg!(test) { 2 << 10 } else { 16 << 20 };

/// Shared strings of at least so many bytes are read beside the first sheet.
const BESIDE_BYTES: u64 = if cfg!(test) { 1 << 10 } else { 8 << 20 };

/// An open workbook.
pub(super) struct Book {
    zip: ZipArchive<Bytes>,
    /// A stream for calamine, should a sheet need it.
    for_library: Box<dyn Origin>,
    parts: Parts,
    names: Vec<String>,
    seen: Vec<Option<Seen>>,
    /// `None` where the shared strings are not ordinary.
    shared: Option<Shared>,
    /// Shared strings that are still being read.
    awaited: Option<Receiver<StringsRead>>,
    /// Why there are no shared strings: what cannot be read once cannot be read later.
    lost: Option<Broken>,
    library: Option<Library>,
    /// The sheet looked at last.
    held: Option<(usize, Inflated)>,
    /// Layouts are told before the rows of a large sheet are read.
    tells_ahead: bool,
    /// What was told so, by sheet.
    told: Vec<(usize, Layout)>,
    limits: Limits,
}

/// What is known of a sheet once it was looked over.
#[derive(Clone)]
enum Seen {
    Ordinary(Arc<Layout>),
    Strange(Arc<Survey>),
}

impl Book {
    pub(super) fn open(origin: Box<dyn Origin>, limits: &Limits) -> Result<Book, Broken> {
        let stream = origin.open()?;
        let mut zip = guarded(|| ZipArchive::new(stream))?;
        let parts = guarded(|| Parts::read(&mut zip, limits))?;
        let awaited = guarded(|| beside(&*origin, &mut zip, &parts, limits))?;
        let strings = match awaited {
            Some(_) => Some(Strings::default()),
            None => guarded(|| strings(&mut zip, &parts.strings, limits))?,
        };
        let shared = guarded(|| shared(&mut zip, &parts, strings, limits))?;
        let names = parts.sheets.iter().map(|s| s.name.clone()).collect();
        let seen = vec![None; parts.sheets.len()];
        Ok(Book {
            zip,
            for_library: origin,
            parts,
            names,
            seen,
            shared,
            awaited,
            lost: None,
            library: None,
            held: None,
            tells_ahead: false,
            told: Vec::new(),
            limits: *limits,
        })
    }

    /// Has calamine read all sheets, ordinary or not.
    pub(super) fn leave_to_calamine(&mut self) {
        (self.shared, self.awaited) = (None, None);
        self.seen.fill(None);
    }

    /// What reads a sheet; `None` as long as it was not looked at.
    pub(super) fn read_by(&self, sheet: usize) -> Option<ReadBy> {
        self.seen.get(sheet)?.as_ref().map(|seen| match seen {
            Seen::Ordinary(_) => ReadBy::Inspect,
            Seen::Strange(_) => ReadBy::Calamine,
        })
    }

    pub(super) fn sheets(&self) -> &[String] {
        &self.names
    }

    pub(super) fn epoch(&self) -> Epoch {
        if self.parts.epoch_1904 { Epoch::From1904 } else { Epoch::From1900 }
    }

    pub(super) fn package_parts(&self) -> PackageParts {
        let sheets = self.parts.sheets.iter().map(|sheet| sheet.path.clone()).collect();
        PackageParts { styles: self.parts.styles.clone(), sheets }
    }

    /// From here on the layout of a large sheet may be told by what stands before its rows; whether there
    /// is one.
    pub(super) fn tell_ahead(&mut self) -> bool {
        let mut sheets = 0..self.parts.sheets.len();
        self.tells_ahead = sheets.any(|sheet| self.is_unseen_and_large(sheet) == Ok(true));
        self.tells_ahead
    }

    /// Whether all that was told ahead is so. From here on nothing is.
    pub(super) fn is_as_told(&mut self) -> bool {
        self.tells_ahead = false;
        let told = std::mem::take(&mut self.told);
        told.into_iter().all(|(sheet, layout)| self.layout(sheet) == Ok(layout))
    }

    /// Merges and hidden parts of a sheet.
    pub(super) fn layout(&mut self, sheet: usize) -> Result<Layout, Broken> {
        let Some(part) = self.parts.sheets.get(sheet) else { return Ok(Layout::default()) };
        let hidden = part.hidden;
        if self.tells_ahead
            && self.is_unseen_and_large(sheet)?
            && let Some(layout) = guarded(|| self.top(sheet))?
        {
            let layout = Layout { hidden, ..layout };
            self.told.push((sheet, layout.clone()));
            return Ok(layout);
        }
        let layout = match self.look(sheet)? {
            Seen::Ordinary(layout) => (*layout).clone(),
            Seen::Strange(survey) => survey.layout.clone(),
        };
        Ok(Layout { hidden, ..layout })
    }

    pub(super) fn scan(&mut self, sheet: usize, sink: &mut RowSink<'_>) -> Result<(), Broken> {
        if self.parts.sheets.get(sheet).is_none() {
            return Ok(());
        }
        if !self.is_unseen_and_large(sheet)? {
            return self.scan_seen(sheet, sink);
        }
        match self.scan_unseen(sheet, sink)? {
            End::Stopped => Ok(()),
            End::Whole(layout, scanned) => {
                if let Some(known) = self.seen.get_mut(sheet) {
                    *known = Some(Seen::Ordinary(Arc::new(layout)));
                }
                scanned
            }
            End::Strange(from) => self.scan_seen(sheet, &mut |row| match row.index < from {
                true => ControlFlow::Continue(()),
                false => sink(row),
            }),
        }
    }

    /// Whether a sheet is to be looked over as it is scanned.
    fn is_unseen_and_large(&mut self, sheet: usize) -> Result<bool, Broken> {
        if self.shared.is_none() || !matches!(self.seen.get(sheet), Some(None)) {
            return Ok(false);
        }
        let index = index_of(&self.zip, self.parts.sheets.get(sheet))?;
        Ok(self.zip.by_index_raw(index)?.size() > HELD_BYTES)
    }

    /// What a sheet has around its cells as far as it stands before them; `None` where another reader must
    /// take it.
    fn top(&mut self, sheet: usize) -> Result<Option<Layout>, Broken> {
        let mut look = Look::default();
        let mut blocks = blocks_of(&mut self.zip, self.parts.sheets.get(sheet), &self.limits)?;
        let Some(block) = blocks.next_block()? else { return Ok(None) };
        let rows = memmem::find(block, look::ROW).unwrap_or(block.len());
        let before = block.get(..rows).unwrap_or_default();
        Ok(if look.block(before)? { Some(look.so_far()) } else { None })
    }

    /// Scans a large sheet as it is looked over.
    fn scan_unseen(&mut self, sheet: usize, sink: &mut RowSink<'_>) -> Result<End, Broken> {
        self.await_strings()?;
        let Some(shared) = &self.shared else { return Ok(End::Strange(0)) };
        let scan = Scan::new(shared, &self.limits);
        let blocks = blocks_of(&mut self.zip, self.parts.sheets.get(sheet), &self.limits)?;
        pass::both(blocks, scan, sink)
    }

    fn scan_seen(&mut self, sheet: usize, sink: &mut RowSink<'_>) -> Result<(), Broken> {
        match self.look(sheet)? {
            Seen::Ordinary(_) => self.scan_ordinary(sheet, sink),
            Seen::Strange(survey) => {
                self.open_library()?;
                let name = self.names.get(sheet).map(String::as_str).unwrap_or_default();
                match &mut self.library {
                    Some(library) => library.scan(name, &survey, sink),
                    None => Ok(()),
                }
            }
        }
    }

    fn open_library(&mut self) -> Result<(), Broken> {
        if self.library.is_none() {
            let (origin, zip) = (&*self.for_library, &mut self.zip);
            let library = guarded(|| Library::open(origin, zip, &self.parts, &self.limits));
            self.library = Some(library?);
        }
        Ok(())
    }

    /// The formulas in these cells of a sheet.
    pub(super) fn formulas(
        &mut self,
        sheet: usize,
        cells: &BTreeSet<(u32, u32)>,
    ) -> Result<BTreeMap<(u32, u32), String>, Broken> {
        self.open_library()?;
        let name = self.names.get(sheet).map(String::as_str).unwrap_or_default();
        match &mut self.library {
            Some(library) => library.formulas(name, cells),
            None => Ok(BTreeMap::new()),
        }
    }

    fn scan_ordinary(&mut self, sheet: usize, sink: &mut RowSink<'_>) -> Result<(), Broken> {
        // A sheet is ordinary only where the shared strings are.
        let Some(shared) = &self.shared else { return Ok(()) };
        let mut scan = Scan::new(shared, &self.limits);
        if let Some((_, bytes)) = self.held.as_ref().filter(|(held, _)| *held == sheet) {
            // Whether it broke off or came to the end, there is nothing more to hand on.
            let _ = scan.block(bytes.as_ref(), sink)?;
            return scan.finish();
        }
        let mut blocks = blocks_of(&mut self.zip, self.parts.sheets.get(sheet), &self.limits)?;
        while let Some(block) = blocks.next_block()? {
            if scan.block(block, sink)?.is_break() {
                break;
            }
        }
        scan.finish()
    }

    /// Looks a sheet over, once, and has the shared strings.
    fn look(&mut self, sheet: usize) -> Result<Seen, Broken> {
        if self.awaited.is_some() {
            // While they are read.
            self.look_beside(sheet)?;
        }
        self.await_strings()?;
        self.look_beside(sheet)
    }

    /// Has the shared strings, or knows that calamine must read the sheets.
    fn await_strings(&mut self) -> Result<(), Broken> {
        if let Some(broken) = &self.lost {
            return Err(broken.clone());
        }
        let Some(awaited) = self.awaited.take() else { return Ok(()) };
        let strings = match awaited.recv() {
            Ok(strings) => strings,
            // There was no thread for them.
            Err(_) => guarded(|| strings(&mut self.zip, &self.parts.strings, &self.limits)),
        };
        let strings = strings.inspect_err(|broken| self.lost = Some(broken.clone()))?;
        match (strings, &mut self.shared) {
            (Some(strings), Some(shared)) => shared.strings = strings,
            (None, _) => self.leave_to_calamine(),
            (Some(_), None) => {}
        }
        Ok(())
    }

    fn look_beside(&mut self, sheet: usize) -> Result<Seen, Broken> {
        if let Some(Some(seen)) = self.seen.get(sheet) {
            return Ok(seen.clone());
        }
        let layout = guarded(|| self.look_ordinary(sheet))?;
        let seen = match layout {
            Some(layout) => Seen::Ordinary(Arc::new(layout)),
            None => {
                self.held = None;
                let part = part_of(&mut self.zip, self.parts.sheets.get(sheet))?;
                let (recalculates, limits) = (self.parts.recalculates, &self.limits);
                let survey = guarded(|| Survey::of(part, recalculates, limits))?;
                Seen::Strange(Arc::new(survey))
            }
        };
        if let Some(known) = self.seen.get_mut(sheet) {
            *known = Some(seen.clone());
        }
        Ok(seen)
    }

    fn look_ordinary(&mut self, sheet: usize) -> Result<Option<Layout>, Broken> {
        if self.shared.is_none() {
            return Ok(None);
        }
        let part = self.parts.sheets.get(sheet);
        let mut look = Look::default();
        let index = index_of(&self.zip, part)?;
        self.held = None;
        let most = HELD_BYTES.min(self.limits.part_bytes);
        if let Some(bytes) = at_once(&mut self.zip, index, most)? {
            look.block(bytes.as_ref())?;
            self.held = Some((sheet, bytes));
            return Ok(look.layout());
        }
        let mut blocks = blocks_of(&mut self.zip, part, &self.limits)?;
        while let Some(block) = blocks.next_block()? {
            if !look.block(block)? {
                break;
            }
        }
        Ok(look.layout())
    }
}

/// Where two cells stand at one place, the later one counts, as in Excel.
fn by_column(cells: &mut Vec<(u32, Cell<'_>)>) {
    cells.reverse();
    cells.sort_by_key(|(column, _)| *column);
    cells.dedup_by_key(|(column, _)| *column);
}

type Part<'z> = zip::read::ZipFile<'z, Bytes>;

fn part_of<'z>(
    zip: &'z mut ZipArchive<Bytes>,
    sheet: Option<&SheetPart>,
) -> Result<Part<'z>, Broken> {
    let index = index_of(zip, sheet)?;
    Ok(zip.by_index(index)?)
}

fn index_of(zip: &Zip, sheet: Option<&SheetPart>) -> Result<usize, Broken> {
    let index = sheet.and_then(|sheet| find(zip, &sheet.path));
    index.ok_or_else(|| Broken::Library("no such sheet".to_string()))
}

fn blocks_of<'z>(
    zip: &'z mut ZipArchive<Bytes>,
    sheet: Option<&SheetPart>,
    limits: &Limits,
) -> Result<Blocks<Part<'z>>, Broken> {
    let part = part_of(zip, sheet)?;
    let size = part.size();
    Ok(Blocks::new(part, look::ROW, size, [limits.part_bytes, limits.memory]))
}

type Zip = ZipArchive<Bytes>;

/// Shared strings; `None` where another reader must take them.
type StringsRead = Result<Option<Strings>, Broken>;

/// Reads the shared strings.
fn strings(zip: &mut Zip, path: &str, limits: &Limits) -> StringsRead {
    let Some(index) = find(zip, path) else { return Ok(Some(Strings::default())) };
    if let Some(bytes) = at_once(zip, index, HELD_BYTES.min(limits.part_bytes))? {
        return Strings::of(bytes.as_ref(), limits);
    }
    let part = zip.by_index(index)?;
    let size = part.size();
    Strings::read(part, size, limits)
}

/// Begins to read large shared strings beside all else.
fn beside(
    origin: &dyn Origin,
    zip: &mut Zip,
    parts: &Parts,
    limits: &Limits,
) -> Result<Option<Receiver<StringsRead>>, Broken> {
    let Some(index) = find(zip, &parts.strings) else { return Ok(None) };
    let size = zip.by_index_raw(index)?.size();
    if size < BESIDE_BYTES {
        return Ok(None);
    }
    let mut head = Vec::new();
    zip.by_index(index)?.take(MAX_TAG_BYTES as u64).read_to_end(&mut head)?;
    check_head(&head, size)?;
    let (stream, path, limits) = (origin.open()?, parts.strings.clone(), *limits);
    let (done, awaited) = channel();
    origin.beside(Box::new(move || {
        let read = guarded(|| strings(&mut ZipArchive::new(stream)?, &path, &limits));
        // Nobody waits any more where the file was given up.
        let _ = done.send(read);
    }));
    Ok(Some(awaited))
}

/// Shared strings and styles; `None` where another reader must take them.
fn shared(
    zip: &mut Zip,
    parts: &Parts,
    strings: Option<Strings>,
    limits: &Limits,
) -> Result<Option<Shared>, Broken> {
    let Some(strings) = strings else { return Ok(None) };
    let styles = match find(zip, &parts.styles) {
        Some(index) => Styles::read(tags_of(zip, index, limits)?)?,
        None => Styles::default(),
    };
    let (epoch_1904, recalculates) = (parts.epoch_1904, parts.recalculates);
    Ok(Some(Shared { strings, styles, epoch_1904, recalculates }))
}

#[cfg(test)]
mod tests;
