"use strict";
(() => {
const D = JSON.parse(document.getElementById("data").textContent);
const W = {
  zh: {
    title: "品质检查总览", other: "English", print: "打印", skip: "跳到排名", nav: "本页内容",
    ranking: "排名", heat: "分类热力图", dist: "得分率分布", pareto: "失分最多的检查项", groups: "分组",
    owners: "责任人整改", changes: "与上期相比", failures: "评分失败", search: "搜索项目",
    policy: "只有检查完成的项目参加排名；未完成的列在后面，括号内为全部检查后可能的名次。",
    rankcaption: "点击列标题排序，点击项目查看明细", heatcaption: "各分类得分率（%）",
    itemcaption: "全部项目的失分合计", groupcaption: "平均、最低、最高仅计已完成的项目",
    ownercaption: "逾期多的在前", changecaption: "仅比较两期都已完成、标准相同的项目",
    failcaption: "未能评分的检查、缺失的结果及原因",
    rank: "排名", project: "项目", id: "编号", group: "所属", percent: "得分率", coverage: "完成",
    range: "可能范围", grade: "等级", open: "待整改", overdue: "逾期", errors: "台账错误",
    number: "序号", item: "检查项", section: "分类", lost: "失分", share: "占比", cum: "累计",
    fail: "不符合", partial: "部分符合", pass: "符合", na: "不适用", nr: "未检查", status: "判定",
    points: "得分", owner: "责任人", due: "达标时间", action: "整改", projects: "项目数",
    complete: "已完成", mean: "平均得分率", lowest: "最低", highest: "最高", none: "（未填写）",
    by: "分组方式", folder: "文件夹", reason: "原因", period: "期间", close: "关闭",
    report: "打开报告", incomplete: "未完成", unfinished: "未完成", prior: "上期", failed: "失败", missing: "结果缺失", kind: "类别",
    notscored: "项目评分失败", gone: "本期没有该项目",
    show: n => `再显示 ${n} 个`, count: (n, m) => `${n} / ${m} 个项目`,
    state: {o: "待整改", l: "逾期", i: "整改中", w: "豁免", d: "已完成"},
    before: "上期得分率", now: "本期得分率", change: "变化（百分点）", better: "上升项",
    worse: "下降项", done: "已完成", asof: "截至", left: n => `另有 ${n} 行，见 portfolio.xlsx`,
    place: p => `（${p}）`, bars: "各分类得分率", cumline: "累计占比", items: "检查项与整改", bins: "得分率（%）",
  },
  en: {
    title: "Quality inspection portfolio", other: "中文", print: "Print",
    skip: "Skip to the ranking", nav: "On this page",
    ranking: "Ranking", heat: "Section heat map", dist: "Distribution of percentages",
    pareto: "Where most points are lost", groups: "Groups", owners: "Actions by owner",
    changes: "Change against the period before", failures: "Failures", search: "Search projects",
    policy: "Only complete audits have a rank; incomplete ones stand below, in brackets the rank they may still get.",
    rankcaption: "A column heading sorts, a project opens its items",
    heatcaption: "Percentage by section", itemcaption: "Points lost over all projects",
    groupcaption: "Mean, lowest and highest are those of the complete audits",
    ownercaption: "Most overdue first",
    changecaption: "Compared where both audits are complete and of one standard",
    failcaption: "Audits that could not be scored, results that are missing, and why",
    rank: "Rank", project: "Project", id: "ID", group: "Group", percent: "Percent",
    coverage: "Reviewed", range: "Possible range", grade: "Grade", open: "Open actions",
    overdue: "Overdue", errors: "Data errors", number: "No.", item: "Item", section: "Section",
    lost: "Points lost", share: "Share", cum: "Cumulative", fail: "Fail", partial: "Partial",
    pass: "Pass", na: "Not applicable", nr: "Not reviewed", status: "Verdict", points: "Points",
    owner: "Owner", due: "Due date", action: "Action", projects: "Projects",
    complete: "Complete", mean: "Mean percent", lowest: "Lowest", highest: "Highest",
    none: "(none)", by: "Grouped by", folder: "Folder", reason: "Reason", period: "Period",
    close: "Close", report: "Open the report", incomplete: "incomplete", unfinished: "Incomplete", prior: "Period before", failed: "Failed",
    missing: "Results missing", kind: "Kind", notscored: "project not scored",
    gone: "not in this period",
    show: n => `Show ${n} more`, count: (n, m) => `${n} of ${m} projects`,
    state: {o: "open", l: "overdue", i: "in progress", w: "waived", d: "done"},
    before: "Percent before", now: "Percent now", change: "Change (points of %)",
    better: "Items better", worse: "Items worse", done: "Done", asof: "as of",
    left: n => `${n} more rows: see portfolio.xlsx`, place: p => ` (${p})`, bars: "Percentage by section",
    cumline: "cumulative share", items: "Items and actions", bins: "Percent",
  },
};
/** Rows shown at first, and with each press of the button below them. */
const PAGE = 100;
/** Rows of the tables that only portfolio.xlsx has whole. */
const MOST = 500;
const BLUE = "#1f4e79", LINE = "#c2410c", GREY = "#5b6472";
let lang = D.lang, shown = PAGE, sort = {key: "order", down: false}, open = null, opener = null;
let collator = null;

const L = text => Array.isArray(text) ? text[lang === "zh" ? 0 : 1] : text;
const w = () => W[lang];
const $ = id => document.getElementById(id);
const none = v => v === null || v === undefined || v === "";
const pc = n => none(n) ? "–" : n + "%";

// Every text of the data goes in as text: nothing of it is ever read as markup.
function el(tag, text, attrs) {
  const e = document.createElement(tag);
  if (!none(text)) e.textContent = text;
  for (const k in attrs || {}) e.setAttribute(k, attrs[k]);
  return e;
}
function svg(tag, attrs, text) {
  const e = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const k in attrs) e.setAttribute(k, attrs[k]);
  if (text !== undefined) e.textContent = text;
  return e;
}

const P = D.projects.map((p, order) => ({
  order, id: p[0], name: p[1], group: p[2], period: p[3], asof: p[4], cls: p[5], rank: p[6],
  best: p[7], worst: p[8], percent: p[9], low: p[10], high: p[11], grade: p[12], points: p[13],
  max: p[14], reviewed: p[15], applicable: p[16], open: p[17], overdue: p[18], errors: p[19],
  attrs: p[20], sections: p[21], marks: p[22], odd: p[23], actions: p[24], folder: p[25],
  find: [p[0], p[1], p[2], ...p[20]].join(" ").toLowerCase(),
}));

function rankText(p) {
  if (p.rank !== null) return String(p.rank);
  if (p.best === null) return "–";
  return p.best === p.worst ? `(${p.best})` : `(${p.best}–${p.worst})`;
}
const rangeText = p => p.rank !== null || p.low === null ? "" : `${p.low}–${p.high}%`;
const gradeText = p => p.grade === null ? "" : L(D.grades[p.grade]);
/** The colour of a percentage: red at 50 and below, green at 100. */
function heat(n) {
  if (none(n)) return "#fff";
  return `hsl(${Math.round(Math.max(0, Math.min(1, (n - 50) / 50)) * 125)} 70% 78%)`;
}

/** Columns of the ranking: key, heading, what is shown, whether it is a number. */
const columns = () => [
  ["order", w().rank, rankText, 1], ["name", w().project], ["group", w().group, p => p.group],
  ...D.columns.map((c, i) => ["a" + i, c, p => p.attrs[i]]),
  ["percent", w().percent, p => pc(p.percent), 1], ["coverage", w().coverage, null, 1],
  ["low", w().range, rangeText, 1], ["grade", w().grade, gradeText],
  ["open", w().open, p => p.open, 1], ["overdue", w().overdue, p => p.overdue, 1],
  ["errors", w().errors, p => p.errors, 1],
];
const isText = key => ["name", "group", "grade"].includes(key) || /^a\d+$/.test(key);
/** What a column is sorted by; grades are in the order of their bands, best first. */
function value(p, key) {
  if (key === "coverage") return p.applicable ? p.reviewed / p.applicable : null;
  return /^a\d+$/.test(key) ? p.attrs[+key.slice(1)] : p[key];
}
/** The projects searched for, as they are sorted; what is not known stands last either way. */
function listed() {
  const words = $("q").value.toLowerCase().split(/\s+/).filter(Boolean);
  const found = P.filter(p => words.every(x => p.find.includes(x)));
  const {key, down} = sort;
  if (key === "order" && !down) return found;
  return found.sort((a, b) => {
    const x = value(a, key), y = value(b, key);
    if (none(x) || none(y)) return none(x) - none(y) || a.order - b.order;
    const c = typeof x === "string" ? collator.compare(x, y) : x - y;
    return (down ? -c : c) || a.order - b.order;
  });
}

function head(table, heads) {
  const tr = el("tr");
  for (const [text, n] of heads) tr.append(el("th", text, {scope: "col", class: n ? "n" : ""}));
  table.tHead.replaceChildren(tr);
}
function row(cells) {
  const tr = el("tr");
  for (const [text, n] of cells) tr.append(el("td", text, n ? {class: "n"} : {}));
  return tr;
}
/** The name of a project, the heading of its row, which opens it. */
function nameCell(p) {
  const th = el("th", null, {scope: "row"});
  th.append(el("a", p.name || p.id, {href: "#p=" + encodeURIComponent(p.folder), lang: ""}));
  return th;
}
/** Reviewed of applicable items; an audit that is not complete says so wherever it is sorted to. */
function coverageCell(p) {
  const td = el("td", `${p.reviewed}/${p.applicable}`, {class: "n"});
  if (p.rank === null) td.append(" ", el("span", w().incomplete, {class: "open"}));
  return td;
}

function rankHead() {
  const table = $("rank"), tr = el("tr"), active = document.activeElement;
  const focused = active && table.contains(active) ? active.dataset.key : null;
  for (const [key, text, , n] of columns()) {
    const order = sort.key !== key ? "none" : sort.down ? "descending" : "ascending";
    const th = el("th", null, {scope: "col", class: n ? "n" : "", "aria-sort": order});
    th.append(el("button", text, {type: "button", "data-key": key}));
    tr.append(th);
  }
  table.tHead.replaceChildren(tr);
  if (focused) [...table.querySelectorAll("button")].find(b => b.dataset.key === focused)?.focus();
}
function rankRow(p, cols) {
  const tr = el("tr");
  for (const [key, , show, n] of cols) {
    if (key === "name") tr.append(nameCell(p));
    else if (key === "coverage") tr.append(coverageCell(p));
    else {
      const td = el("td", show(p), n ? {class: "n"} : isText(key) && key !== "grade" ? {class: "g"} : {});
      if (key === "overdue" && p.overdue) td.classList.add("bad");
      tr.append(td);
    }
  }
  return tr;
}
function heatRow(p) {
  const tr = el("tr");
  tr.append(el("td", rankText(p), {class: "n"}), nameCell(p));
  for (const s of p.sections) {
    const td = el("td", none(s) ? "–" : s, {class: "h"});
    td.style.background = heat(s);
    tr.append(td);
  }
  return tr;
}
function ranking() {
  const found = listed(), part = found.slice(0, shown), cols = columns();
  rankHead();
  $("rank").tBodies[0].replaceChildren(...part.map(p => rankRow(p, cols)));
  head($("heat"), [[w().rank, 1], [w().project], ...D.sections.map(s => [L(s)])]);
  $("heat").tBodies[0].replaceChildren(...part.map(heatRow));
  const left = found.length - part.length;
  $("more").hidden = left <= 0;
  $("more").textContent = w().show(Math.min(left, PAGE));
  $("count").textContent = w().count(found.length, P.length);
}

function chart(width, height, label) {
  const s = svg("svg", {viewBox: `0 0 ${width} ${height}`, width, height, role: "img", class: "chart", "aria-label": label});
  s.append(svg("title", {}, label));
  return s;
}
const label = (x, y, text, more) => svg("text", {x, y, "text-anchor": "middle", "font-size": 11, fill: "#1f2937", ...more}, text);
function distribution() {
  const first = Math.max(0, D.distribution.findIndex(n => n > 0)), bins = D.distribution.slice(first);
  const from = i => (first + i) * 5, band = i => `${from(i)}–${i + first === 19 ? "" : "<"}${from(i) + 5}`;
  const most = Math.max(1, ...bins), wd = 56;
  const s = chart(bins.length * wd + 40, 216, w().dist + ": " + bins.map((n, i) => `${band(i)}%: ${n}`).join(", "));
  bins.forEach((n, i) => {
    const h = 140 * n / most, x = 20 + i * wd;
    s.append(svg("rect", {x: x + 6, y: 170 - h, width: wd - 12, height: h, fill: BLUE}));
    if (n) s.append(label(x + wd / 2, 164 - h, n));
    s.append(label(x + wd / 2, 186, band(i)));
  });
  s.append(label(20 + bins.length * wd / 2, 208, w().bins, {fill: GREY}));
  $("dist").replaceChildren(s);
}
function pareto() {
  const top = D.losses.filter(l => +l[1] > 0).slice(0, 20), most = Math.max(1, ...top.map(l => +l[1]));
  const name = l => `${D.items[l[0]][0]} ${L([D.items[l[0]][2], D.items[l[0]][3]])}`;
  const wd = 48, right = 20 + top.length * wd, y = share => 200 - 1.7 * share;
  const s = chart(right + 120, 256, w().pareto + ": " + top.map(l => `${name(l)}: ${l[1]}, ${w().cumline} ${l[3]}%`).join("; "));
  top.forEach((l, i) => {
    const h = 170 * l[1] / most, x = 20 + i * wd, bar = svg("rect", {x: x + 5, y: 200 - h, width: wd - 10, height: h, fill: BLUE});
    bar.append(svg("title", {}, `${name(l)}: ${l[1]}`));
    s.append(bar, label(x + wd / 2, 195 - h, l[1], {fill: GREY}), label(x + wd / 2, 216, D.items[l[0]][0]));
  });
  const points = top.map((l, i) => `${20 + i * wd + wd / 2},${y(l[3])}`);
  s.append(svg("polyline", {points: points.join(" "), fill: "none", stroke: "#fff", "stroke-width": 5}));
  s.append(svg("polyline", {points: points.join(" "), fill: "none", stroke: LINE, "stroke-width": 2.5}));
  s.append(svg("line", {x1: right, x2: right, y1: y(100), y2: y(0), stroke: LINE}));
  for (const share of [0, 50, 100]) s.append(label(right + 6, y(share) + 4, share + "%", {"text-anchor": "start", fill: LINE}));
  if (top.length) s.append(label(right + 42, y(top[top.length - 1][3]) + 4, top[top.length - 1][3] + "%", {"text-anchor": "start", fill: LINE}));
  s.append(svg("rect", {x: 24, y: 234, width: 12, height: 12, fill: BLUE}), label(42, 245, w().lost, {"text-anchor": "start"}));
  s.append(svg("rect", {x: 144, y: 239, width: 22, height: 3, fill: LINE}), label(172, 245, w().cumline, {"text-anchor": "start"}));
  $("pareto").replaceChildren(...(top.length ? [s] : []));
}
function items() {
  const t = $("items");
  head(t, [[w().number, 1], [w().item], [w().section], [w().lost, 1], [w().share, 1], [w().cum, 1], [w().fail, 1], [w().partial, 1], [w().pass, 1], [w().na, 1], [w().nr, 1]]);
  t.tBodies[0].replaceChildren(...D.losses.map(([at, lost, share, cum, , pass, partial, fail, na, nr]) => {
    const [number, section, zh, en] = D.items[at];
    return row([[number, 1], [L([zh, en])], [none(section) ? "" : L(D.sections[section])], [lost, 1], [pc(share), 1], [pc(cum), 1], [fail, 1], [partial, 1], [pass, 1], [na, 1], [nr, 1]]);
  }));
}

function limited(table, all, make) {
  const rows = all.slice(0, MOST).map(make);
  if (all.length > MOST) {
    const tr = el("tr");
    tr.append(el("td", w().left(all.length - MOST), {colspan: table.tHead.rows[0].cells.length}));
    rows.push(tr);
  }
  table.tBodies[0].replaceChildren(...rows);
}
function groups() {
  const t = $("grouptable"), all = D.dimensions.flatMap(d => d[1].map(g => [d[0], ...g]));
  head(t, [[w().by], [w().group], [w().projects, 1], [w().complete, 1], [w().mean, 1], [w().lowest, 1], [w().highest, 1], [w().open, 1], [w().overdue, 1]]);
  limited(t, all, g => row([[L(g[0])], [g[1] || w().none], [g[2], 1], [g[3], 1], [pc(g[4]), 1], [pc(g[5]), 1], [pc(g[6]), 1], [g[7], 1], [g[8], 1]]));
  $("groups").hidden = !all.length;
}
function owners() {
  const t = $("ownertable");
  head(t, [[w().owner], [w().group], [w().open, 1], [w().overdue, 1], [w().due], [w().done, 1]]);
  limited(t, D.byowner, o => row([[L(D.owners[o[0]])], [o[1]], [o[2], 1], [o[3], 1], [o[4] || ""], [o[5], 1]]));
  $("owners").hidden = !D.byowner.length;
}
function changes() {
  $("changes").hidden = !D.changes;
  if (!D.changes) return;
  const t = $("changetable"), signed = n => none(n) ? "–" : (n > 0 ? "+" : "") + n;
  head(t, [[w().project], [w().prior], [w().before, 1], [w().now, 1], [w().change, 1], [w().better, 1], [w().worse, 1]]);
  // Projects that are gone have a name and no figures.
  limited(t, [...D.changes, ...D.gone], ([at, period, before, change, better, worse]) => {
    if (typeof at === "string") {
      const tr = row([[w().gone], ...Array(5).fill(["–", 1])]);
      tr.prepend(el("th", period || at, {scope: "row"}));
      return tr;
    }
    const tr = row([[period || "–"], [pc(before), 1], [pc(P[at].percent), 1], [signed(change), 1], [period ? better : "–", 1], [period ? worse : "–", 1]]);
    tr.prepend(nameCell(P[at]));
    return tr;
  });
}
function failures() {
  const t = $("failtable"), reason = r => (r[0] ? r[0] + ": " : "") + L([r[1], r[2]]);
  $("failures").hidden = !D.failures.length;
  head(t, [[w().kind], [w().folder], [w().id], [w().period], [w().reason]]);
  limited(t, D.failures, f => row([[f[4] ? w().missing : w().notscored], [f[0]], [f[1]], [f[2]], [f[3].map(reason).join(" · ")]]));
}

function sectionBars(p) {
  const have = p.sections.map((s, i) => [i, s]).filter(x => !none(x[1]));
  const s = chart(620, have.length * 24 + 8, w().bars + ": " + have.map(x => `${L(D.sections[x[0]])} ${x[1]}%`).join(", "));
  have.forEach(([i, n], k) => {
    const y = 4 + k * 24, title = L(D.sections[i]), short = lang === "zh" ? 14 : 26;
    const name = title.length > short ? title.slice(0, short - 1) + "…" : title;
    s.append(label(190, y + 14, name, {"text-anchor": "end", "font-size": 12}));
    s.append(svg("rect", {x: 198, y, width: 350, height: 18, fill: "#eef2f6"}), svg("rect", {x: 198, y, width: 3.5 * n, height: 18, fill: BLUE}));
    s.append(label(556, y + 14, n + "%", {"text-anchor": "start", "font-size": 12}));
  });
  return s;
}
/** The items of a project: verdict, points and what is to be done about each. */
function itemTable(p) {
  const t = el("table", null, {id: "p-items"});
  t.append(el("caption", w().items), el("thead"), el("tbody"));
  head(t, [[w().number, 1], [w().item], [w().section], [w().status], [w().points, 1], [w().action], [w().owner], [w().due]]);
  const odd = new Map(p.odd), acts = new Map();
  for (const a of p.actions) acts.set(a[0], [...(acts.get(a[0]) || []), a]);
  const names = {p: w().pass, h: w().partial, f: w().fail, n: w().na, u: w().nr};
  // A finding in several places is an action for each.
  const add = (cells, mark, act) => {
    if (act && act[4]) cells = cells.map((c, i) => i === 1 ? [c[0] + w().place(act[4])] : c);
    const tr = row([...cells, [act ? w().state[act[2]] : ""], [act ? L(D.owners[act[1]]) : ""], [act ? act[3] : ""]]);
    if (mark) tr.cells[3].className = "s-" + mark;
    if (act && act[2] === "l") tr.cells[5].className = "bad";
    t.tBodies[0].append(tr);
  };
  [...p.marks].forEach((m, i) => {
    if (m === "-") return;
    const [number, section, zh, en, , full] = D.items[i];
    const points = odd.has(i) ? odd.get(i) : {p: full, h: full / 2, f: 0}[m];
    const cells = [[number, 1], [L([zh, en])], [none(section) ? "" : L(D.sections[section])], [names[m]], [none(points) ? "–" : `${points}/${full}`, 1]];
    for (const act of acts.get(i) || [null]) add(cells, m, act);
  });
  // Carried on from an audit whose standard had the item.
  for (const act of p.actions.filter(a => a[0] < 0)) add([["", 1], [D.strays[-1 - act[0]]], [""], [""], ["–", 1]], null, act);
  return t;
}
/** The part of the page about the project that is open. */
function project(focus) {
  const box = $("project"), p = open;
  box.hidden = !p;
  box.replaceChildren();
  if (!p) return;
  const title = el("h2", p.name || p.id, {id: "p-title", tabindex: -1});
  const about = [p.id, p.group, ...p.attrs, p.period, w().asof + " " + p.asof, L(D.classes[p.cls]), gradeText(p)].filter(Boolean).join(" · ");
  const range = rangeText(p) && ` · ${w().range} ${rangeText(p)}`;
  const line = el("p");
  line.append(el("strong", `${w().rank} ${rankText(p)} · ${w().percent} ${pc(p.percent)} (${p.points}/${p.max}) · ${w().coverage} ${p.reviewed}/${p.applicable}${range}`));
  const close = el("button", w().close, {class: "b", type: "button"}), tools = el("div", null, {class: "tools"});
  close.onclick = () => { location.hash = "ranking"; };
  tools.append(el("a", w().report, {href: p.folder.split("/").map(encodeURIComponent).join("/") + "/report.xlsx"}), close);
  const scroll = el("div", null, {class: "scroll"});
  scroll.append(itemTable(p));
  const bars = el("div", null, {class: "scroll"});
  bars.append(sectionBars(p));
  box.append(title, el("p", about, {class: "faint"}), line, tools, bars, scroll);
  scrollable(scroll, w().items);
  scrollable(bars, w().bars);
  if (focus) { title.focus(); box.scrollIntoView(); }
}

/** A table wider than the window is scrolled by keyboard too. */
function scrollable(box, name) {
  for (const [k, v] of [["tabindex", 0], ["role", "region"], ["aria-label", name]]) box.setAttribute(k, v);
}
function tiles() {
  const [projects, complete, mean, opened, overdue] = D.totals;
  const gaps = D.failures.filter(f => f[4]).length;
  const all = [[w().projects, projects], [w().complete, complete], [w().unfinished, projects - complete], [w().failed, D.failures.length - gaps], ...(gaps ? [[w().missing, gaps]] : []), [w().mean, pc(mean)], [w().open, opened], [w().overdue, overdue]];
  $("tiles").replaceChildren(...all.map(([name, number]) => {
    const li = el("li", name);
    li.prepend(el("b", number));
    return li;
  }));
}
function navigation() {
  const sections = [...document.querySelectorAll("main > section[id]:not([hidden]):not(#project)")];
  $("nav").setAttribute("aria-label", w().nav);
  $("nav").firstElementChild.replaceChildren(...sections.map(s => {
    const li = el("li");
    li.append(el("a", s.querySelector("h2").textContent, {href: "#" + s.id}));
    return li;
  }));
}
function all() {
  document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
  document.title = w().title;
  collator = new Intl.Collator(lang === "zh" ? "zh-CN" : "en");
  document.querySelectorAll("[data-t]").forEach(e => { e.textContent = w()[e.dataset.t]; });
  $("lang").textContent = w().other;
  $("lang").lang = lang === "zh" ? "en" : "zh-CN";
  $("about").textContent = D.about.map(L).join(" · ");
  tiles(); ranking(); distribution(); pareto(); items(); groups(); owners(); changes(); failures();
  navigation();
  document.querySelectorAll("main > section > .scroll").forEach(box => scrollable(box, box.parentElement.querySelector("h2").textContent));
  project(false);
}

/** Opens the project that the address names; when it closes, the focus goes back to where it came from. */
function follow() {
  const m = /^#p=(.*)$/.exec(location.hash), was = open;
  let folder = null;
  try { folder = m && decodeURIComponent(m[1]); } catch (e) { folder = null; }
  open = folder === null ? null : P.find(p => p.folder === folder) || null;
  if (open && !was) opener = document.activeElement;
  project(true);
  if (was && !open) (opener && opener.isConnected && opener !== document.body ? opener : $("h-ranking")).focus();
}
$("q").addEventListener("input", () => { shown = PAGE; ranking(); });
$("rank").addEventListener("click", e => {
  const b = e.target.closest("button");
  if (!b) return;
  const key = b.dataset.key;
  sort = sort.key === key ? {key, down: !sort.down} : {key, down: key !== "order" && !isText(key)};
  shown = PAGE;
  ranking();
});
$("more").onclick = () => {
  const first = shown;
  shown += PAGE;
  ranking();
  $("rank").tBodies[0].rows[first]?.querySelector("a").focus();
};
$("lang").onclick = () => { lang = lang === "zh" ? "en" : "zh"; all(); };
$("print").onclick = () => window.print();
// On paper every project that was searched for.
let kept = PAGE;
window.addEventListener("beforeprint", () => { kept = shown; shown = P.length; ranking(); });
window.addEventListener("afterprint", () => { shown = kept; ranking(); });
document.addEventListener("keydown", e => { if (e.key === "Escape" && open) location.hash = "ranking"; });
window.addEventListener("hashchange", follow);
all();
follow();
})();
