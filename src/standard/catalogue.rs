//! The standards that come with the program.

/// A standard inside the binary.
#[derive(Debug, Clone, Copy)]
pub struct Shipped {
    /// Its id, also the name of its file under `checklists/` without the ending.
    pub id: &'static str,
    /// The file, for messages: `checklists/<id>.toml`.
    pub file: &'static str,
    /// The text of the file.
    pub text: &'static str,
}

/// Registers inside the binary that several standards share.
#[derive(Debug, Clone, Copy)]
pub struct Shared {
    /// The path standards include it by: `registers/<name>.toml`.
    pub path: &'static str,
    /// The file, for messages: `checklists/registers/<name>.toml`.
    pub file: &'static str,
    /// The text of the file.
    pub text: &'static str,
}

/// A line per file of `checklists/`; a test fails on a file without one.
macro_rules! shipped {
    ($($id:literal),* $(,)?) => {
        &[$(Shipped {
            id: $id,
            file: concat!("checklists/", $id, ".toml"),
            text: include_str!(concat!("../../checklists/", $id, ".toml")),
        }),*]
    };
}

const CATALOGUE: &[Shipped] = shipped![
    "complaint-handling-norms",
    "customer-service-norms",
    "quality-inspection",
    "satisfaction-guide",
    "service-process-manual",
];

/// A line per file of `checklists/registers/`; a test fails on a file without one.
macro_rules! shared {
    ($($name:literal),* $(,)?) => {
        &[$(Shared {
            path: concat!("registers/", $name, ".toml"),
            file: concat!("checklists/registers/", $name, ".toml"),
            text: include_str!(concat!("../../checklists/registers/", $name, ".toml")),
        }),*]
    };
}

const SHARED: &[Shared] = shared![
    "activities",
    "archives",
    "callbacks",
    "calls",
    "communications",
    "complaints",
    "feedback",
    "handovers",
    "owner_meetings",
    "repairs",
    "suggestions",
    "surveys",
];

/// Paths of the shared registers.
pub fn includes() -> Vec<&'static str> {
    SHARED.iter().map(|s| s.path).collect()
}

/// The shared registers that standards include by this path.
pub fn include(path: &str) -> Option<&'static Shared> {
    SHARED.iter().find(|s| s.path == path)
}

/// Whether some standard that comes with the program has an item with this id.
pub fn has_item(id: &str) -> bool {
    let line = format!("id = \"{id}\"");
    CATALOGUE.iter().any(|s| {
        let mut above = "";
        s.text.lines().any(|l| std::mem::replace(&mut above, l) == "[[items]]" && l == line)
    })
}

/// Whether some standard that comes with the program has a register with this id.
pub fn has_register(id: &str) -> bool {
    let line = format!("[registers.{id}]");
    let texts = CATALOGUE.iter().map(|s| s.text).chain(SHARED.iter().map(|s| s.text));
    texts.into_iter().any(|text| text.lines().any(|l| l == line))
}

/// All standards that come with the program, by id.
pub fn catalogue() -> &'static [Shipped] {
    CATALOGUE
}

/// The standard with this id.
pub fn find(id: &str) -> Option<&'static Shipped> {
    CATALOGUE.iter().find(|s| s.id == id)
}

/// Ids of all standards that come with the program.
pub fn ids() -> Vec<String> {
    CATALOGUE.iter().map(|s| s.id.to_string()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::standard::load;

    #[test]
    fn every_shared_file_is_there_and_used() {
        let files = toml_files(concat!(env!("CARGO_MANIFEST_DIR"), "/checklists/registers"));
        let listed: Vec<String> = SHARED.iter().map(|s| s.path.replace("registers/", "")).collect();
        assert_eq!(listed, files);
        for shared in SHARED {
            let quoted = format!("\"{}\"", shared.path);
            assert!(CATALOGUE.iter().any(|s| s.text.contains(&quoted)), "{quoted}");
        }
    }

    #[test]
    fn items_and_registers_are_found_in_the_texts() {
        assert!(has_item("QI-01") && has_item("QI-62"));
        assert!(!has_item("QI-63") && !has_item("excellent") && !has_item(""));
        assert!(has_register("complaints") && has_register("pets"));
        assert!(!has_register("complaint"));
    }

    fn toml_files(folder: &str) -> Vec<String> {
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .map(|entries| entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect())
            .unwrap_or_default();
        files.retain(|f| f.ends_with(".toml"));
        files.sort();
        files
    }

    #[test]
    fn every_file_is_shipped_and_loads() {
        let files = toml_files(concat!(env!("CARGO_MANIFEST_DIR"), "/checklists"));
        let listed: Vec<String> = catalogue().iter().map(|s| format!("{}.toml", s.id)).collect();
        assert_eq!(listed, files);
        for shipped in catalogue() {
            match load(shipped.file, shipped.text) {
                Ok(standard) => assert_eq!(standard.id, shipped.id),
                Err(failure) => panic!("{failure}"),
            }
        }
    }
}
