//! Whatever stands in the cells, the draft is a standard that loads.

use proptest::prelude::*;

use super::*;
use crate::standard::load;

/// Pieces that mean something to the import, in any order.
fn cell() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "1.10",
        "1.1",
        "3",
        "一、",
        "第一章",
        "有制度",
        "得",
        "0.5分",
        "1分",
        "，",
        "；",
        "：",
        "。",
        "抽查",
        "3户",
        "十件",
        "100%",
        "不超过",
        "５％",
        "扣",
        "不得分",
        "满分",
        "部分符合",
        "符合",
        "and ",
        " 0.5",
        "合计",
        "备注：",
        "\"",
        "\\",
        "\n",
        "#",
        "[[",
        "=",
        "分",
        "%",
        "\u{1}",
        "é",
        "得满分",
        "79228162514264337593543950335",
    ]);
    prop::collection::vec(piece, 0..6).prop_map(|p| p.concat())
}

fn csv(rows: &[Vec<String>]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer
        .write_record(["序号", "类别", "标准内容", "评分细则", "分值", "责任人", "备注", "结果"])
        .unwrap();
    rows.iter().for_each(|r| writer.write_record(r).unwrap());
    writer.into_inner().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn every_draft_is_a_standard(
        rows in prop::collection::vec(prop::collection::vec(cell(), 8), 1..8),
        zh in any::<bool>(),
    ) {
        let mut workbook = Workbook::open(csv(&rows)).unwrap();
        let lang = if zh { Lang::Zh } else { Lang::En };
        if let Ok(made) = import(&mut workbook, &Ask { file: "a.csv", id: "a", lang })
            && let Err(failure) = load("a.toml", &made.toml)
        {
            panic!("{failure}\n{}", made.toml);
        }
    }
}
