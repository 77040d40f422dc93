//! Dealing projects out: by a hash of their id, so that a project stays where it is when others come
//! and go.

use std::str::FromStr;

use sha2::{Digest, Sha256};

/// One of so many shares: `3/8`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    /// From 1 to `of`.
    pub number: u32,
    /// How many there are.
    pub of: u32,
}

impl FromStr for Shard {
    type Err = ();

    fn from_str(text: &str) -> Result<Shard, ()> {
        let (number, of) = text.split_once('/').ok_or(())?;
        let (number, of): (u32, u32) = (number.parse().or(Err(()))?, of.parse().or(Err(()))?);
        if number == 0 || number > of {
            return Err(());
        }
        Ok(Shard { number, of })
    }
}

impl Shard {
    /// Whether what goes by `key` falls to this share: the first eight bytes of the key's SHA-256,
    /// most significant first, modulo the number of shares.
    pub fn takes(self, key: &str) -> bool {
        let hash = Sha256::digest(key.as_bytes());
        let number = hash.iter().take(8).fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
        number % u64::from(self.of) == u64::from(self.number - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_shares_that_are_there() {
        assert_eq!("2/3".parse(), Ok(Shard { number: 2, of: 3 }));
        for wrong in ["0/3", "4/3", "1", "1/", "/2", "a/b", "-1/2", "1/0"] {
            assert_eq!(wrong.parse::<Shard>(), Err(()), "{wrong}");
        }
    }

    #[test]
    fn by_the_first_eight_bytes_of_the_hash() {
        // printf riverside | sha256sum
        let number = 0x12ae_a5f4_cd61_4e6b_u64;
        for of in 1..9 {
            let takers: Vec<u32> =
                (1..=of).filter(|n| Shard { number: *n, of }.takes("riverside")).collect();
            assert_eq!(takers, [(number % u64::from(of)) as u32 + 1]);
        }
    }
}
