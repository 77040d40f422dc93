//! The Chinese words of `--help`; the English ones stand in the command line itself.
//!
//! Commands go by their path, `standard lint`, the program by an empty one. A command or argument
//! without a text here fails a test. Lines are broken by hand: clap breaks lines at spaces only.

/// Layout of a help text.
pub const TEMPLATE: &str = "{about}\n\n用法：{usage}\n\n{all-args}{after-help}";
/// Before the usage line.
pub const USAGE: &str = "用法：";
/// Heading of the commands.
pub const COMMANDS: &str = "命令";
/// Heading of positional arguments.
pub const ARGUMENTS: &str = "参数";
/// Heading of options.
pub const OPTIONS: &str = "选项";
/// `--help`
pub const HELP: &str = "显示帮助";
/// `--version`
pub const VERSION: &str = "显示版本";
/// `inspect help`
pub const HELP_COMMAND: &str = "显示程序或某个命令的帮助";

/// What a command does.
pub fn about(command: &str) -> Option<&'static str> {
    Some(match command {
        "" => "品质检查评分：每一分都能追溯到单元格",
        "init" => "新建一个待填写的检查文件夹",
        "score" => "为一个检查文件夹评分",
        "batch" => "为一个文件夹下的全部检查评分并排名",
        "rollup" => "由已有的批量结果重新生成总览",
        "standard" => "检查标准：列出、显示、校验、导入、比较",
        "standard list" => "列出可用的检查标准及其所在",
        "standard show" => "显示一个标准：表格或其他格式",
        "standard lint" => "校验一个标准，列出全部问题及所在行",
        "standard import" => "由 Excel 或 CSV 检查表生成标准草稿",
        "standard diff" => "比较一个标准的两个版本",
        "standard schema" => "显示标准 TOML 的 JSON Schema",
        "report" => "把结果转换为其他格式",
        "verify" => "由原始文件重新计算，与结果比对",
        "peek" => "显示程序在一个表格文件里看到了什么",
        "diff" => "比较两个结果或两批结果：有何变化，为什么",
        "trend" => "一个或多个项目在多个期间的走势",
        "explain" => "说明某项为何得此分，或怎样提分",
        "actions" => "整改：清单、日历、把修改合并回来",
        "actions list" => "待办整改，按责任人，逾期在前",
        "actions ics" => "达标时间的日历文件",
        "actions merge" => "采纳项目人员在报告中所做的修改",
        "schema" => "显示 result.json 的 JSON Schema",
        "completions" => "输出命令行自动补全脚本",
        "man" => "输出手册页（英文）",
        _ => return None,
    })
}

/// What stands below the options: remarks and examples.
pub fn after(command: &str) -> Option<&'static str> {
    Some(match command {
        "" => {
            "\
退出码：
  0  已完成，所设的门槛均已达到
  1  已完成，但有门槛未达到
  2  未完成：用法有误、输入无效或互相矛盾、没有可评分的内容

示例：
  inspect score examples/riverside-2025Q4
  inspect init lakeside-2026Q1 --standard quality-inspection"
        }
        "init" => {
            "\
生成带说明的 audit.toml、每本台账的空表（列名、下拉选项和批注）以及检查表。
已有的文件绝不覆盖。

示例：
  inspect init lakeside-2026Q1 --standard quality-inspection"
        }
        "score" => {
            "\
写出 OUT/result.json 和 OUT/report.xlsx，并显示摘要。两个文件要么完整写出，
要么都不写。

示例：
  inspect score examples/riverside-2025Q4
  inspect score riverside-2025Q4 -o /tmp/out --format json
  inspect score riverside-2025Q4 --min-score 80 --fail-on incomplete
  inspect score riverside-2025Q4 --annotate to-mend"
        }
        "batch" => {
            "\
为每个项目写出 OUT/项目编号/result.json 和 report.xlsx，再写出总览：
portfolio.xlsx、portfolio.html、results.parquet、projects.parquet 和
failures.json。无法评分的项目列入其中，退出码为 2，但不影响其他项目。
自上次运行以来没有变化的项目不再重新评分。

示例：
  inspect batch examples/portfolio -o /tmp/out
  inspect batch audits -o out --previous out-2025Q3 --portfolio regions.csv
  inspect batch audits -o out-1 --shard 1/8"
        }
        "rollup" => {
            "\
总览文件与一次性运行的逐字节相同。各项目的结果和报告一并放到旁边（磁盘允许时
用链接）。缺少的份和没有运行完的批次列为失败。

示例：
  inspect rollup out-1 out-2 out-3 -o out"
        }
        "standard" => "示例：\n  inspect standard lint my-standard.toml",
        "standard lint" => {
            "\
标准有错误时退出码为 2。

示例：
  inspect standard lint my-standard.toml
  inspect standard lint my-standard.toml --deny-warnings --format sarif"
        }
        "standard import" => {
            "\
有多种读法的和未识别的内容会列出，并以注释写在文件中。
已有的文件绝不覆盖。

示例：
  inspect standard import checklist.xlsx -o our-standard.toml"
        }
        "standard diff" => "示例：\n  inspect standard diff old/ours.toml ours.toml",
        "standard schema" => "示例：\n  inspect standard schema > standard.schema.json",
        "standard list" => {
            "\
示例：
  inspect standard list
  inspect standard list riverside-2025Q4 --standards our-standards"
        }
        "standard show" => {
            "\
修改规则时，把标准复制到检查文件夹中再改：
  inspect standard show quality-inspection --format toml > DIR/ID.toml

示例：
  inspect standard show quality-inspection --item 4
  inspect standard show my-standard.toml --format html -o my-standard.html
  inspect standard show quality-inspection --format xlsx -o checklist.xlsx"
        }
        "report" => {
            "\
示例：
  inspect report out/result.json --format markdown
  inspect report out/result.json --format xlsx --lang en -o report-en.xlsx
  inspect report portfolio-out --format csv"
        }
        "verify" => {
            "\
不一致时退出码为 1，并列出有变化的文件和检查项。

示例：
  inspect verify riverside-2025Q4/out/result.json"
        }
        "peek" => {
            "退出码为 2 表示文件无法打开；文件内部的问题列在输出中。

电话和身份证号码会遮盖，个人信息列也会。--cells 只列单元格，不识别列：
其中的姓名不遮盖；加 --unmasked 则号码也照原样显示。

示例：
  inspect peek evidence/repairs.xlsx
  inspect peek list.csv --register complaints --format json
  inspect peek list.xls --cells --sheet Sheet1 > cells.csv"
        }
        "diff" => {
            "\
得分率的变化被精确分解：标准修订、适用范围、豁免、改判与申诉、检查覆盖、
实际表现，各部分之和恰为总变化。

示例：
  inspect diff 2025Q3/out/result.json 2025Q4/out/result.json
  inspect diff old.json new.json --format markdown > comment.md
  inspect diff old.json new.json --fail-on regression --fail-on 'drop>2.5'
  inspect diff batch-2025Q3 batch-2025Q4 --format html -o diff.html"
        }
        "trend" => {
            "\
标准有修订的期间以 * 标出。有多个项目时每个项目一行。

示例：
  inspect trend 2025Q*/out/result.json
  inspect trend batch-2025Q3 batch-2025Q4
  inspect trend 2025Q*/out/result.json --format xlsx -o trend.xlsx"
        }
        "explain" => {
            "\
示例：
  inspect explain out/result.json 4
  inspect explain out/result.json --what-if"
        }
        "actions" => "示例：\n  inspect actions list out/result.json --due-within 7d",
        "actions list" => {
            "\
示例：
  inspect actions list out/result.json --as-of 2026-01-20
  inspect actions list */out/result.json --owner 林晓燕 --due-within 7d
  inspect actions list out/result.json --format xlsx -o by-owner"
        }
        "actions ics" => "示例：\n  inspect actions ics out/result.json -o actions.ics",
        "actions merge" => {
            "\
采纳责任人、状态、达标时间和备注；行可以排序、筛选、删除。两人的修改互相矛盾，
或改动了得分、规则的，逐一列出且不采纳，此时退出码为 1。

示例：
  inspect actions merge out/result.json edited.xlsx --dry-run
  inspect actions merge out/result.json a.xlsx b.xlsx --by 林晓燕 \\
    --as-of 2026-01-10"
        }
        "schema" => "示例：\n  inspect schema > result.schema.json",
        "completions" => "示例：\n  inspect completions bash > inspect.bash",
        "man" => {
            "\
示例：
  inspect man > inspect.1
  inspect man score > inspect-score.1"
        }
        _ => return None,
    })
}

/// What an argument is for. Options that several commands share have one text.
pub fn argument(command: &str, id: &str) -> Option<&'static str> {
    Some(match (command, id) {
        (_, "lang") => "语言：zh 或 en，也可用环境变量\nINSPECT_LANG 设置（默认用标准的语言）",
        (_, "color") => "终端颜色：auto、always 或 never（默认 auto）",
        (_, "quiet") => "只输出结果和错误",
        (_, "verbose") => "多显示一些过程信息",
        ("batch", "standards") => "存放自有标准的文件夹，每个标准一个 ID.toml\n（默认 ROOT）",
        (_, "standards") => "存放自有标准的文件夹，每个标准一个 ID.toml",

        (_, "encoding") => {
            "文本文件的编码：utf-8、gb18030、big5、\nwindows-1252 等；只用于一个文件时写\n文件=编码。可多次使用（默认自动判断）"
        }
        (_, "limit_unpacked") => {
            "一个文件解压后最多多少字节，如 500MB、4GiB\n（默认 2GiB，其中单个部件 1GiB）"
        }
        (_, "limit_cells") => "一个工作表最多多少单元格（默认 50000000）",
        (_, "limit_text") => "一个单元格的文字最多多少字节（默认 1MiB）",
        (_, "limit_memory") => "读取旧格式或共享文字最多用多少内存\n（默认 1GiB）",
        (_, "limit_time") => "读取一个文件最多多长时间，如 90s、5min\n（默认 2min）",

        ("init", "dir") => "要新建的文件夹；名称中含项目编号和检查期间",
        ("init", "standard") => "标准的编号，见 inspect standard list",
        ("init", "period") => "检查期间：2026、2026-H1、2026Q1 或 2026-03\n（默认取自文件夹名称）",
        ("init", "as_of") => "检查日期（默认为期间的最后一天）",

        ("score", "dir") => "检查文件夹：audit.toml、evidence/ 和\nchecksheet.xlsx",
        ("score", "out") => "result.json 和 report.xlsx 写到哪里\n（默认 DIR/out）",
        ("score", "format") => "显示的格式：table、json、markdown 或 csv\n（默认 table）",
        ("score", "min_score") => "得分率低于此百分数时退出码为 1",
        ("score", "annotate") => {
            "把有问题的台账各写一份副本到此文件夹，标出\n错误单元格，改好后可重新提交"
        }
        ("score", "fail_on") => {
            "有未检查的检查项（incomplete）、台账有错误\n（problems）或豁免已到期（expired-waiver）时\n退出码为 1；可多次使用"
        }
        ("score", "as_of") => "检查日期，唯一的时钟\n（默认用 audit.toml 中的）",
        ("score", "standard") => "不用 audit.toml 中的标准，改用此标准",
        ("score", "previous") => {
            "以前的结果：整改从最近一期延续；上年同期的\n结果提供上年数据；可多次使用"
        }
        ("score" | "batch", "waivers") => "多个项目共用的豁免，TOML 或表格；可多次使用",
        ("verify", "waivers") => "评分时用 --waivers 给出的文件",

        ("standard list", "dir") => "检查文件夹：其中的标准排在最前",
        ("standard show", "id") => "标准的编号，或其 TOML 文件",
        ("standard show", "format") => {
            "table、markdown、html、json、xlsx，或 toml\n（原文；默认 table）"
        }
        ("standard show", "item") => "只显示此检查项（序号或编号）",
        ("standard show", "out") => "写到哪个文件（默认标准输出；xlsx 必须指定）",
        ("standard lint", "format") => "text、json 或 sarif（默认 text）",
        ("standard lint", "deny_warnings") => "有警告时退出码为 1",
        ("standard import", "file") => "检查表：工作簿或分隔文本",
        ("standard import", "out") => "要生成的 TOML 文件；文件名即标准的编号",
        ("standard diff", "old") => "旧版本：TOML 文件，或标准的编号",
        ("standard diff", "new") => "新版本",
        ("standard diff", "format") => "text 或 json（默认 text）",
        ("standard lint", "file") => "TOML 文件",

        ("batch", "root") => "存放检查文件夹的文件夹（任意层级）",
        ("batch", "out") => "结果和总览写到哪里",
        ("batch", "list") => "从文件读取检查文件夹，每行一个（相对于 ROOT）；\n- 表示标准输入",
        ("batch", "jobs") => "同时评分的项目数（默认为处理器数）",
        ("batch", "shard") => "只处理 N 份中的第 I 份（按项目编号分配）",
        ("batch", "period") => "只处理此期间的检查",
        ("batch", "force") => "没有变化的项目也重新评分",
        ("batch", "trust_times") => "大小和修改时间相同的文件视为没有变化",
        ("batch", "fail_fast") => "有项目失败后不再开始新的项目",
        ("batch", "last_year") => "上年同期的批量结果，台账和 audit.toml 中都没有\n上年数据时使用",
        ("batch", "standard") => "不用 audit.toml 中的标准，改用此标准",
        ("rollup", "outs") => "批量结果的文件夹",
        ("rollup", "dir") => "总览写到哪里",
        ("rollup", "no_reports") => "不把各项目的结果和报告放到总览旁边",
        ("batch" | "rollup", "portfolio") => {
            "每个项目一行的表格：项目编号，以及用来分组的列\n（如区域、负责人）"
        }
        ("batch" | "rollup", "previous") => {
            "上一期的批量结果，用来显示变化；batch 还据此\n延续整改"
        }
        ("batch" | "rollup", "as_of") => "按哪一天判断整改逾期\n（默认为各检查的日期）",
        ("batch" | "rollup", "format") => {
            "显示的格式：table、json、markdown 或 csv\n（默认 table）"
        }
        ("batch" | "rollup", "min_score") => "有项目的得分率低于此百分数时退出码为 1",
        ("batch" | "rollup", "fail_on") => {
            "有项目未检查完（incomplete）、台账有错误\n（problems）或豁免已到期（expired-waiver）时\n退出码为 1；可多次使用"
        }

        ("report", "result") => "result.json 文件，或批量结果的文件夹",
        ("verify", "result") => "result.json 文件",
        ("report", "format") => {
            "table、json、markdown、csv、xlsx，批量结果还可用\nhtml（默认 table）"
        }
        ("report", "out") => "写到哪个文件（默认标准输出；xlsx 必须指定）",
        ("report", "as_of") => "按哪一天判断整改逾期（默认为结果的检查日期）",

        ("verify", "audit") => "原来的检查文件夹\n（默认为结果所在文件夹的上一级）",
        ("verify", "previous") => "评分时用 --previous 给出的结果",

        ("peek", "file") => "要查看的文件：工作簿或分隔文本",
        ("peek", "register") => "按此台账读取\n（默认按文件名或表头判断）",
        ("peek", "standard") => "在哪个标准的台账中查找\n（默认用自带的标准）",
        ("peek", "sheet") => "只看此工作表",
        ("peek", "format") => "table、json 或 csv\n（默认 table；用 --cells 时为 csv）",
        ("peek", "cells") => "列出每个单元格：文件、工作表、单元格、\n类型、值",
        ("peek", "unmasked") => "电话和身份证号码照原样显示",
        ("peek", "as_of") => "晚于此日期的日期要报告（默认不报告）",

        ("diff", "old") => "较早的 result.json，或含 <项目编号>/result.json\n的文件夹",
        ("diff", "new") => "较新的一个",
        ("diff", "format") => "table、markdown、json、junit、sarif、html 或 xlsx\n（默认 table）",
        ("diff" | "trend", "out") => "写到哪个文件（默认标准输出；xlsx 必须指定）",
        ("diff", "fail_on") => {
            "出现 regression、any-change、drop>百分点、\nexpired-waiver、incomplete 或 overdue 时退出码\n为 1；可多次使用"
        }
        ("diff", "baseline") => "得分率低于上期时退出码为 1",
        ("diff", "rescore") => {
            "用新标准为旧资料重新评分，把标准修订与实际\n表现分开；旧的检查文件夹须保持原样"
        }
        ("diff", "old_audit") => "--rescore 用的旧检查文件夹\n（默认为旧结果所在文件夹的上一级）",
        ("diff", "new_audit") => "新的检查文件夹，其中可有标准\n（默认为新结果所在文件夹的上一级）",
        ("diff", "as_of") => "按哪一天判断逾期和到期\n（默认为新结果的检查日期）",
        ("trend", "results") => "结果，次序不限；也可以是结果或批量结果的文件夹",
        ("trend", "format") => "table、csv、json、markdown、html 或 xlsx\n（默认 table）",
        ("explain", "result") => "result.json 文件",
        ("explain", "item") => "检查项，编号或序号",
        ("explain", "what_if") => "按每项措施的得分排列可提分的整改，并给出\n最近的等级",
        ("explain", "format") => "table、markdown、json 或 html（默认 table）",
        ("actions list" | "actions ics", "results") => "结果，或批量结果的文件夹",
        ("actions list" | "actions ics", "owner") => "只列此人的",
        ("actions list", "format") => "table、csv、json、markdown 或 xlsx\n（默认 table）",
        ("actions list", "out") => "写到哪里；xlsx 为文件夹，每个责任人一个工作簿",
        ("actions list", "due_within") => "只列已逾期或若干天内到期的：7d、2w",
        ("actions list", "all") => "也列已验证的",
        ("actions list", "as_of") => "按哪一天判断逾期\n（默认为最近结果的检查日期）",
        ("actions ics", "out") => "写到哪个文件（默认标准输出）",
        ("actions merge", "result") => "生成这些工作簿的 result.json",
        ("actions merge", "edited") => "修改过的 report.xlsx",
        ("actions merge", "dry_run") => "只显示将有的变化，不写入",
        ("actions merge", "by") => "修改人，记入历史（默认为工作簿文件名）",
        ("actions merge", "as_of") => "合并日期，记入历史\n（默认为结果的检查日期）",
        ("actions merge", "out") => "合并后的结果写到哪里（默认替换原结果）",
        ("actions merge", "format") => "table、markdown 或 json（默认 table）",

        ("completions", "shell") => "bash、elvish、fish、powershell 或 zsh",
        ("man", "command") => "关于哪个命令（默认为整个程序）",
        _ => return None,
    })
}
