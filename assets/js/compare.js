// Two to four places side by side, from an address that can be shared. The table is that of
// templates/macros/compare.html, row by row as agora/views/compare.py makes it.
const form = document.getElementById("compare");
const select = form.querySelector("select");
const status = form.querySelector("[role=status]");
const place = document.querySelector(".compare-table");
const words = JSON.parse(form.dataset.words);
const MOST = 4;
const OTHERS = 3;
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key]);
const unique = (all) => [...new Set(all)];

// --- what is known ---

const read = async (href) => {
  const answer = await fetch(href);
  if (!answer.ok) throw new Error(answer.status);
  return answer.json();
};
const known = new Map(); // a place's id: the number of its file
const files = new Map();
let shards = [];

function factsOf(id) {
  const at = known.get(id);
  if (!files.has(at)) files.set(at, read(shards[at]).catch((fault) => { files.delete(at); throw fault; }));
  return files.get(at).then((found) => ({ id, ...found[id] }));
}

// --- the table ---

function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

function icon(name) {
  const [svg, use] = ["svg", "use"].map((tag) => document.createElementNS("http://www.w3.org/2000/svg", tag));
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${form.dataset.icons}#${name}`);
  svg.append(use);
  return svg;
}

const linked = ([text, href, lang]) => (href ? make("a", { href, lang }, text) : lang ? make("span", { lang }, text) : text);

function links(all) {
  if (!all.length) return make("span", { class: "soft" }, words.none);
  return make("ul", {}, ...all.map((link) => make("li", {}, linked(link))));
}

function told([, [label, href, lang], value, kind, asOf, source, doubt, of], row) {
  const span = (name, ...children) => make("span", { class: name }, ...children);
  const origin = span("told-origin", asOf ? `${fill(words.asOf, { date: asOf })} ` : "", `${words.source} `, linked(source));
  return make("li", { class: "told" },
    ...(label === row ? [] : [make("span", { class: "told-label", lang }, label)]),
    make("a", { class: "told-value", href }, value),
    span("kind", icon(kind), words[kind]),
    ...(of ? [span("told-of", linked(of))] : []),
    origin,
    ...(doubt ? [span("doubt", icon("unverified"), words.doubt)] : []));
}

const cell = (one, content) => make("td", { "data-place": one.name[0] }, content);
const line = (label, cells, lang) => make("tr", {}, make("th", { scope: "row", lang }, label), ...cells);

function figureLine(places, keys, heading) {
  const found = places.map((one) => one.figures.filter(([key]) => keys.has(key)));
  const [first] = found.flat();
  if (!first) return [];
  const [label, lang] = heading ? [heading] : [first[1][0], first[1][2]];
  const cells = places.map((one, at) => {
    const few = heading ? found[at].slice(0, OTHERS) : found[at];
    const more = few.length < found[at].length ? [make("li", {}, linked([words.more, one.name[1]]))] : [];
    return cell(one, few.length ? make("ul", {}, ...few.map((figure) => told(figure, label)), ...more) : links([]));
  });
  return [line(label, cells, lang)];
}

function inCommon(places, what, common, others) {
  if (!places.some((one) => one[what].length)) return [];
  const id = ([text, href]) => `${href} ${text}`;
  const sets = places.map((one) => new Set(one[what].map(id)));
  const isCommon = (link) => sets.every((set) => set.has(id(link)));
  const rest = places.map((one) => one[what].filter((link) => !isCommon(link)));
  const both = make("td", { colspan: String(places.length) }, links(places[0][what].filter(isCommon)));
  const own = places.map((one, at) => cell(one, links(rest[at])));
  return [line(common, [both]), ...(rest.flat().length ? [line(others, own)] : [])];
}

function tableOf(places) {
  const terms = unique(places.flatMap((one) => one.rows.map(([label]) => label)));
  const every = unique(places.flatMap((one) => one.figures.map(([key]) => key)));
  const has = (one, key) => one.figures.some(([other]) => other === key);
  const shared = every.filter((key) => places.filter((one) => has(one, key)).length > 1);
  const single = new Set(every.filter((key) => !shared.includes(key)));
  const valuesOf = (one, term) => one.rows.filter(([label]) => label === term).map(([, value]) => value);
  const heads = places.map(({ name, kicker }) =>
    make("th", { scope: "col" }, linked(name), make("span", { class: "kicker" }, kicker)));
  return make("table", { class: "compared" },
    make("caption", { class: "hidden" }, words.caption),
    make("thead", {}, make("tr", {}, make("td"), ...heads)),
    make("tbody", {},
      ...terms.map((term) => line(term, places.map((one) => cell(one, links(valuesOf(one, term)))))),
      ...shared.flatMap((key) => figureLine(places, new Set([key]))),
      ...inCommon(places, "themes", words.themesCommon, words.themes),
      ...inCommon(places, "projects", words.projectsCommon, words.projects),
      ...figureLine(places, single, words.figures)));
}

// --- what is chosen stands in the address ---

function chosen() {
  const asked = new URLSearchParams(location.search).getAll("with");
  return unique(asked).filter((id) => known.has(id)).slice(0, MOST);
}

function choose(ids) {
  history.pushState(null, "", ids.length ? `?${ids.map((id) => `with=${id}`).join("&")}` : location.pathname);
  return show();
}

let turn = 0;
async function show() {
  const mine = ++turn;
  const ids = chosen();
  try {
    const places = await Promise.all(ids.map(factsOf));
    if (mine !== turn) return; // the reader was faster
    place.replaceChildren(...(places.length ? [tableOf(places)] : []));
    places.forEach(takeOut);
    const names = places.map(({ name }) => name[0]).join(", ");
    status.textContent = places.length > 1 ? fill(words.shown, { names }) : places.length ? words.one : words.few;
  } catch {
    if (mine === turn) status.textContent = words.failed;
  }
}

function takeOut({ id, name }, at) {
  const button = make("button", { class: "take-out", type: "button" }, fill(words.remove, { name: name[0] }));
  button.addEventListener("click", async () => {
    await choose(chosen().filter((other) => other !== id));
    const left = place.querySelectorAll(".take-out");
    (left[Math.min(at, left.length - 1)] ?? select).focus();
  });
  place.querySelectorAll("thead th")[at].append(button);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const ids = chosen();
  if (!select.value || ids.includes(select.value)) return;
  if (ids.length === MOST) status.textContent = words.many;
  else choose([...ids, select.value]).then(() => (select.value = ""));
});
addEventListener("popstate", show);

try {
  const told = await read(form.dataset.names);
  shards = told.shards;
  for (const [label, names] of told.groups) {
    const options = names.map(([id, text, at]) => {
      known.set(id, at);
      return make("option", { value: id }, text);
    });
    select.append(make("optgroup", { label }, ...options));
  }
  await show();
} catch {
  status.textContent = words.failed;
}
