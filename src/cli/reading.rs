//! How files are read: the encoding of texts, and what one file may cost.

use clap::Args;

use crate::lang::usage::Wanted;
use crate::reader::Encoding;

/// How files are read.
#[derive(Debug, Clone, Default, Args)]
pub struct ReadingArgs {
    /// Encoding of text files: utf-8, gb18030, big5, windows-1252, …; of one
    /// file as FILE=NAME. May be given more than once [default: found out]
    #[arg(long, value_name = "[FILE=]NAME", value_parser = parse_encoding, display_order = 90)]
    pub encoding: Vec<(Option<String>, Encoding)>,
    /// Most bytes of a file, unpacked, such as 500MB or 4GiB [default: 2GiB,
    /// and 1GiB for one part of it]
    #[arg(long, value_name = "SIZE", value_parser = parse_size, display_order = 91)]
    pub limit_unpacked: Option<u64>,
    /// Most cells of a sheet [default: 50000000]
    #[arg(long, value_name = "N", value_parser = parse_count, display_order = 92)]
    pub limit_cells: Option<u64>,
    /// Most bytes of the text of one cell [default: 1MiB]
    #[arg(long, value_name = "SIZE", value_parser = parse_size, display_order = 93)]
    pub limit_text: Option<u64>,
    /// Most memory for reading an old format or shared texts [default: 1GiB]
    #[arg(long, value_name = "SIZE", value_parser = parse_size, display_order = 94)]
    pub limit_memory: Option<u64>,
    /// Most time for reading a file, such as 90s or 5min [default: 2min]
    #[arg(long, value_name = "TIME", value_parser = parse_seconds, display_order = 95)]
    pub limit_time: Option<u32>,
}

fn parse_encoding(text: &str) -> Result<(Option<String>, Encoding), Wanted> {
    let (file, name) = match text.rsplit_once('=') {
        Some((file, name)) => (Some(file.to_string()).filter(|f| !f.is_empty()), name),
        None => (None, text),
    };
    let names = || Encoding::ALL.iter().map(|e| e.name()).collect();
    let encoding = Encoding::named(name).ok_or_else(|| Wanted::OneOf(names()))?;
    Ok((file, encoding))
}

/// A size in bytes: 1048576, 500MB (thousands), 2GiB or 2G (1024 to each step).
fn parse_size(text: &str) -> Result<u64, Wanted> {
    let factor = |unit: &str| {
        Some(match unit.to_ascii_lowercase().as_str() {
            "" | "b" => 1,
            "kb" => 1000,
            "mb" => 1000 * 1000,
            "gb" => 1000 * 1000 * 1000,
            "k" | "kib" => 1 << 10,
            "m" | "mib" => 1 << 20,
            "g" | "gib" => 1 << 30,
            _ => return None,
        })
    };
    quantity(text, factor).ok_or(Wanted::Size)
}

/// A number: 50000000, 50_000_000, 50M.
fn parse_count(text: &str) -> Result<u64, Wanted> {
    let factor = |unit: &str| {
        Some(match unit {
            "" => 1,
            "k" | "K" => 1000,
            "m" | "M" => 1000 * 1000,
            _ => return None,
        })
    };
    quantity(text, factor).ok_or(Wanted::Count)
}

/// A time in whole seconds: 90, 90s, 5min, 1h.
fn parse_seconds(text: &str) -> Result<u32, Wanted> {
    let factor = |unit: &str| {
        Some(match unit.to_ascii_lowercase().as_str() {
            "" | "s" => 1,
            "m" | "min" => 60,
            "h" => 3600,
            _ => return None,
        })
    };
    let seconds = quantity(text, factor).and_then(|s| u32::try_from(s).ok());
    seconds.ok_or(Wanted::Time)
}

/// A number above zero, with a unit that `factor` knows.
fn quantity(text: &str, factor: impl Fn(&str) -> Option<u64>) -> Option<u64> {
    let text = text.trim();
    let end = text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len());
    let (digits, unit) = text.split_at_checked(end)?;
    let digits: String = digits.trim().chars().filter(|c| !matches!(c, '_' | ',')).collect();
    let factor = factor(unit)?;
    let (whole, part) = digits.split_once('.').unwrap_or((&digits, ""));
    let number = |t: &str| {
        if t.chars().all(|c| c.is_ascii_digit()) { t.parse::<u64>().ok() } else { None }
    };
    let mut total = number(whole)?.checked_mul(factor)?;
    if digits.contains('.') {
        let share = u64::checked_pow(10, u32::try_from(part.len()).ok()?)?;
        total = total.checked_add(number(part)?.checked_mul(factor)? / share)?;
    }
    Some(total).filter(|n| *n > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_counts_and_times() {
        for (text, bytes) in [
            ("1048576", 1_048_576),
            ("500MB", 500_000_000),
            ("2GiB", 2_147_483_648),
            ("2g", 2_147_483_648),
            ("1.5 GiB", 1_610_612_736),
            ("10_000kb", 10_000_000),
        ] {
            assert_eq!(parse_size(text), Ok(bytes), "{text}");
        }
        for text in ["", "0", "-1", "MB", "2TB", "1.2.3MB", "99999999999GiB", "5.MB"] {
            assert!(parse_size(text).is_err(), "{text}");
        }
        assert_eq!(parse_count("50M"), Ok(50_000_000));
        assert_eq!(parse_count("1,000"), Ok(1000));
        assert!(parse_count("5GB").is_err());
        assert_eq!(
            ["90", "90s", "5min", "1h"].map(|t| parse_seconds(t).unwrap()),
            [90, 90, 300, 3600]
        );
        assert!(parse_seconds("0s").is_err());
    }

    #[test]
    fn encodings_of_all_files_or_one() {
        assert_eq!(parse_encoding("GBK"), Ok((None, Encoding::Gb18030)));
        let one = Some("calls.csv".to_string());
        assert_eq!(parse_encoding("calls.csv=latin1"), Ok((one, Encoding::Windows1252)));
        assert!(parse_encoding("klingon").unwrap_err().to_string().contains("gb18030"));
    }
}
