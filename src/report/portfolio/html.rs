//! x
pub fn page(_:&crate::portfolio::Portfolio,_:crate::lang::Lang)->serde_json::Result<Vec<u8>>{Ok(Vec::new())}
