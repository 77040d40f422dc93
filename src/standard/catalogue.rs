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

const CATALOGUE: &[Shipped] = shipped![];

/// All standards that come with the program, by id.
pub fn catalogue() -> &'static [Shipped] {
    CATALOGUE
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::standard::load;

    #[test]
    fn every_file_is_shipped_and_loads() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/checklists");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .map(|entries| entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect())
            .unwrap_or_default();
        files.retain(|f| f.ends_with(".toml"));
        files.sort();
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
