#!/usr/bin/env python3
"""Makes the checklists that the import is tested with. Needs openpyxl; run in this folder."""
import csv, datetime
from openpyxl import Workbook


def save(book, name):
    book.properties.created = book.properties.modified = datetime.datetime(2025, 1, 1)
    book.save(name)


def company():
    """Title rows, a band per section, a total and a signature line, as most companies have it."""
    book = Workbook()
    sheet = book.active
    sheet.title = "检查表"
    rows = [
        ["滨河物业品质检查标准（2025版）"],
        ["编制：品质部"],
        ["序号", "标准内容", "评分细则（满分1分）", "分值", "责任人", "备注", "检查情况"],
        ["一、客户管理（4分）"],
        [1, "客户回访有制度、有执行", "有制度0.5分，并有效执行1分，不符合0分", 1, "客服主管"],
        [2, "24小时电话逢打必接，接通率100%", "任意时间抽打10个电话：有接通得0.5分，\n全部接通得1分，无接通得0分", 1, "客服主管", "含夜间"],
        [3, "客户档案健全", "抽查3户", 1, "客服主管", None, "缺2户"],
        [4, "公告栏内容及时", "符合得1分，部分符合得0.5分，不符合0分", 1],
        ["二、环境管理"],
        [5, "楼道干净，无堆物", "每发现一处扣0.5分，扣完为止", "2分", "环境主管"],
        [6, "绿化有方案、计划、记录", "方案、计划、记录齐备得1分，部分具备得0.5分，均无得0分", 1, "环境主管"],
        ["合计", None, None, 8],
        ["检查人：            日期："],
    ]
    for row in rows:
        sheet.append(row)
    for row in (1, 2, 4, 9):
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=7)
    save(book, "company.xlsx")


def sheets():
    """A sheet per section, two-level numbers kept as numbers, merged groups and points, a sheet of prose."""
    book = Workbook()
    first = book.active
    first.title = "客户服务"
    first.append(["编号", "检查项目", "检查内容", "评分标准", "标准分", "责任部门"])
    numbers = [1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8, 1.9, 1.1, 1.11]
    for at, number in enumerate(numbers):
        first.append([number, "接待" if at == 0 else None, f"第{at + 1}条要求", "有记录得满分，否则不得分", 11 if at == 0 else None, "客服部"])
    first.merge_cells("B2:B12")
    first.merge_cells("E2:E12")
    second = book.create_sheet("工程维修")
    second.append(["工程检查"])
    second.append(["编号", "检查项目", "检查内容", "评分标准", "标准分", "责任部门"])
    second.append(["1.1", "巡检", "设备巡检有记录", "有记录得2分，记录完整得3分", 5, "工程部"])
    second.append([datetime.date(2025, 1, 2), "巡检", "配电房\n上锁", "酌情给分", "若干", "工程部"])
    notes = book.create_sheet("说明")
    notes.append(["本表自2025年起执行"])
    save(book, "sheets.xlsx")


def deductions():
    """Points taken away in every way, headings that claim points, a heading merged down beside the rows."""
    book = Workbook()
    sheet = book.active
    sheet.title = "2026年度检查"
    rows = [
        ["2026年度项目品质检查标准及扣分细则"],
        ["序号", "检查项目", "检查内容", "扣分标准", "分值", "责任部门"],
        ["一、客户服务（30分）"],
        [1, None, "客服人员着装统一、佩戴工牌", "每发现一人不符合扣0.5分，扣完为止", 5, "客服部"],
        [2, None, "服务热线有人接听", "抽查10次，每次未接通扣1分", 10, "客服部"],
        [3, None, "投诉及时响应", "未及时响应的，每起扣2分；造成升级投诉的不得分", 10, "客服部"],
        ["（二）", "工程维护", None, None, 20],
        [4, "设备", "设备房整洁", "1、有杂物扣1分/处；\n2、标识缺失扣0.5分/处", 10, "工程部"],
        [5, None, "运行记录齐全", "缺一次记录扣0.5分，记录不规范扣0.2分/处", 10, "工程部"],
        ["三、秩序维护"],
        [6, None, "门岗礼仪规范", "酌情扣1-3分", 5, "秩序部"],
        [7, None, "消防器材完好", "发现一处不合格扣1分，3处以上不得分", 5, "秩序部"],
        [8, None, "业主对秩序满意", "满意度≥90%得4分；80%≤满意度＜90%得2分；＜80%得0分", 4, "秩序部"],
        ["合计", None, None, None, 100],
        ["说明：每项扣完为止。"],
        ["编制：品质部", None, None, "审核：张三"],
    ]
    for row in rows:
        sheet.append(row)
    for row in (1, 3, 10, 14):
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=4 if row == 14 else 6)
    sheet.merge_cells("B8:B9")
    save(book, "deductions.xlsx")


def english():
    with open("english.csv", "w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["ID", "Section", "Requirement", "Level", "Weight", "Scoring", "Guidance"])
        rows.writerow(["V2.1.1", "Authentication", "Passwords are at least 12 characters", "L1", "1", "documented 0.5, and enforced 1, otherwise 0", "Look at the policy"])
        rows.writerow(["V2.1.10", "Authentication", "No periodic rotation is required", "L2", "2", "", ""])
        rows.writerow(["V3.2.1", "Session management", "A new session token is made on login", "L1", "1", "Sample 5 sessions, all of them renewed: 1 point", "Say \"why\""])


def hostile():
    """What a file may do to the one that reads it."""
    book = Workbook()
    sheet = book.active
    sheet.append(["序号", "检查内容", "评分标准", "分值"])
    sheet.append([1, "\"\"\"引号\\反斜杠 = [[items]]\n# 注释", "得99999999999999999999999999999999999分", -5])
    sheet.append([1, "=HYPERLINK(\"x\")", "%%%％100%", "1e400"])
    sheet.append(["1", "要求" * 3000, "抽查99999999999户，抽查零户0.分.5分", 0])
    sheet.append([None, None, "续：1分", None])
    sheet.append(["../../x", "路径编号", "0分0分0分1分1分", "79228162514264337593543950335"])
    sheet.append(["../../x", "重复编号", "1分：；0.5分：", 1])
    save(book, "hostile.xlsx")
    with open("prose.csv", "w", encoding="utf-8") as file:
        file.write("今天天气很好\n没有表格\n")
    book = Workbook()
    book.active.append(["序号", "检查内容", "评分标准"])
    save(book, "header-only.xlsx")


company()
sheets()
deductions()
english()
hostile()
