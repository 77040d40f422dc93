//! The community: 1,200 invented households and the people who look after them.

use crate::random::Random;

/// One household.
pub struct Household {
    /// `3栋2单元1502`.
    pub room: String,
    /// The owner's name.
    pub owner: String,
    /// An invented number: 1990000 and the household's place in the list.
    pub phone: String,
}

const SURNAMES: &str =
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕";
const GIVEN: [&str; 48] = [
    "伟", "芳", "娜", "秀英", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟",
    "涛", "明", "超", "秀兰", "霞", "平", "刚", "桂英", "建华", "志强", "雪梅", "文博", "子涵",
    "雨桐", "嘉怡", "国庆", "晓东", "丽华", "海燕", "红梅", "志远", "春生", "玉珍", "佳琪", "浩然",
    "思远", "婷婷", "凤英", "立新", "小红", "俊杰", "欣怡", "建平",
];

/// 10 buildings of 2 units of 30 floors of 2 homes.
pub fn households() -> Vec<Household> {
    let mut random = Random::named("households");
    let surnames: Vec<char> = SURNAMES.chars().collect();
    let mut list = Vec::new();
    for building in 1..=10 {
        for unit in 1..=2 {
            for floor in 1..=30 {
                for home in 1..=2 {
                    let owner = format!("{}{}", random.pick(&surnames), random.pick(&GIVEN));
                    list.push(Household {
                        room: format!("{building}栋{unit}单元{floor:02}{home:02}"),
                        owner,
                        phone: format!("1990000{:04}", list.len() + 1),
                    });
                }
            }
        }
    }
    list
}

/// At the front desk.
pub const DESK: [&str; 4] = ["林晓燕", "吴佳宁", "赵梦洁", "沈一帆"];
/// Steward of a building's households.
pub const STEWARDS: [&str; 3] = ["陈思敏", "顾文静", "陆嘉豪"];
/// Repairers.
pub const REPAIRERS: [&str; 6] = ["张德福", "王志刚", "李建国", "孙大勇", "周海涛", "马国强"];
