//! x
pub fn workbook(_:&crate::portfolio::Portfolio,_:crate::lang::Lang)->Result<Vec<u8>,rust_xlsxwriter::XlsxError>{Ok(Vec::new())}
