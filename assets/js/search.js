// Search over names: what the reader types is looked up in one small file. Accents do not matter, a word may be
// unfinished, and where nothing has it, words that are spelt nearly so are taken.
const page = document.querySelector(".search-page");
const field = page.querySelector("input");
const names = page.querySelector("[role=status]");
const list = page.querySelector(".results");
const texts = page.querySelector(".search-texts");
const model = page.querySelector("template").content.firstElementChild;
const MOST = 50;
const SVG = "http://www.w3.org/2000/svg";
const LETTERS = { ß: "ss", ø: "o", œ: "oe", æ: "ae", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i", ħ: "h", ς: "σ" };

const folded = (text) =>
  text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").replace(/[ßøœæłđðþıħς]/g, (sign) => LETTERS[sign]);
const words = (text) => folded(text).match(/[\p{L}\p{N}]+/gu) ?? [];

// Where a word stands decides what it is worth: in the title, in another name, in what and where it is, in a theme.
const WORTH = [8, 6, 2, 1];

function entriesOf({ kinds, themes, notes, entries }) {
  const names = new Map(entries.map(([title, , , , , others = []]) => [title, others.flatMap(words)]));
  const themed = themes.map(([title, , others]) => [title, ...others].flatMap(words));
  return entries.map(([title, slug, kind, note = 0, about = [], others = [], lang = ""], order) => ({
    title, lang, order, others,
    kind: kinds[kind][0],
    href: `${kinds[kind][1]}${slug}/`,
    original: lang ? `${kinds[kind][2]}${slug}/` : "",
    note: notes[note],
    about: about.map((theme) => themes[theme]),
    places: [
      words(title),
      others.flatMap(words),
      // "Gothenburg, Sweden": a site is found by all names of its city.
      [...words(notes[note]), ...words(kinds[kind][0]), ...(names.get(notes[note].split(", ")[0]) ?? [])],
      about.flatMap((theme) => themed[theme]),
    ],
  }));
}

// How many letters must change, with neighbours that may swap; above `limit` it does not matter how many. What
// `known` has behind the end of `typed` is free: the reader may still be typing.
function mistakes(typed, known, limit) {
  if (known.length < typed.length - limit) return limit + 1;
  let before = null;
  let above = Array.from({ length: known.length + 1 }, (_, at) => at);
  for (let i = 1; i <= typed.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= known.length; j += 1) {
      const same = typed[i - 1] === known[j - 1] ? 0 : 1;
      row[j] = Math.min(above[j] + 1, row[j - 1] + 1, above[j - 1] + same);
      if (i > 1 && j > 1 && typed[i - 1] === known[j - 2] && typed[i - 2] === known[j - 1]) {
        row[j] = Math.min(row[j], before[j - 2] + 1);
      }
    }
    if (Math.min(...row) > limit) return limit + 1;
    [before, above] = [above, row];
  }
  return Math.min(...above.slice(Math.max(0, typed.length - limit)));
}

const exact = (typed) => (known) => (known === typed ? 1 : known.startsWith(typed) ? 0.7 : 0);
const near = (typed) => {
  const limit = typed.length < 4 ? 0 : typed.length < 8 ? 1 : 2;
  return (known) => {
    if (known[0] !== typed[0] && known[1] !== typed[1]) return 0;
    const found = limit ? mistakes(typed, known, limit) : 1;
    return found > limit ? 0 : 0.5 / (found + 1);
  };
};

// Each word must be found; where it is worth the most counts.
function score(entry, measures) {
  let sum = 0;
  for (const measure of measures) {
    let best = 0;
    entry.places.forEach((place, at) => {
      for (const known of place) best = Math.max(best, measure(known) * WORTH[at]);
    });
    if (!best) return 0;
    sum += best;
  }
  const whole = entry.places[0].length === measures.length ? 0.5 : 0;
  return sum + whole;
}

function found(entries, text) {
  const typed = [...new Set(words(text))].slice(0, 12);
  if (!typed.length) return { results: [], isNear: false };
  const rank = (measures) =>
    entries
      .map((entry) => [score(entry, measures), entry])
      .filter(([worth]) => worth)
      .sort((a, b) => b[0] - a[0] || a[1].order - b[1].order)
      .map(([, entry]) => entry);
  const results = rank(typed.map(exact));
  if (results.length) return { results, isNear: false };
  const has = (word) => entries.some(({ places }) => places.flat().some(exact(word)));
  return { results: rank(typed.map((word) => (has(word) ? exact(word) : near(word)))), isNear: true };
}

function badge([title, line]) {
  const item = document.createElement("li");
  item.className = line ? `badge line-${line}` : "badge";
  const sign = document.createElement("span");
  sign.className = "badge-sign";
  const icon = document.createElementNS(SVG, "svg");
  icon.setAttribute("class", "icon");
  icon.setAttribute("aria-hidden", "true");
  const use = icon.appendChild(document.createElementNS(SVG, "use"));
  use.setAttribute("href", `${page.dataset.icons}#${line || "theme"}`);
  sign.append(icon);
  item.append(sign, title);
  return item;
}

function item(entry, typed, excerpt = "") {
  const one = model.cloneNode(true);
  const link = one.querySelector("a");
  link.textContent = entry.title;
  link.href = entry.href;
  if (entry.lang) link.lang = entry.lang;
  one.querySelector(".kicker").textContent = [entry.kind, entry.note].filter(Boolean).join(", ");
  const title = entry.places[0].join(" ");
  const known = entry.others.filter((name) => words(name).some((word) => typed.some((w) => word.startsWith(w) && !title.includes(w))));
  const also = one.querySelector(".result-known");
  if (known.length) also.append(known.slice(0, 3).join(", "));
  else also.remove();
  const passage = one.querySelector(".result-passage");
  if (excerpt) {
    passage.append(...passageOf(excerpt));
    if (entry.lang) passage.lang = entry.lang;
  } else passage.remove();
  const badges = one.querySelector(".badges");
  if (entry.about.length) badges.append(...entry.about.slice(0, 3).map(badge));
  else badges.remove();
  return one;
}

// Pagefind marks words in a text that it has escaped; it is read, and nothing in it but marks is kept.
function passageOf(excerpt) {
  const { body } = new DOMParser().parseFromString(excerpt, "text/html");
  return [...body.childNodes].map((node) => {
    if (node.nodeName !== "MARK") return node.textContent;
    const mark = document.createElement("mark");
    mark.textContent = node.textContent;
    return mark;
  });
}

// The texts: Pagefind's files are asked for at the first search, those of the page's language and, for what is
// not translated, those of the website's own.
const TEXTS = 10;
let pagefind = null;
let round = 0;

async function ready() {
  const found = await import(`${page.dataset.bundle}pagefind.js`);
  const about = { baseUrl: page.dataset.base, noWorker: true };
  await found.options(about);
  await found.init();
  if (page.dataset.other) await found.mergeIndex(page.dataset.other, { baseUrl: about.baseUrl });
  return found;
}

const isAlike = (typed, marked) =>
  marked.startsWith(typed.slice(0, Math.max(3, typed.length - 3))) || (marked.length > 2 && typed.startsWith(marked) && typed.length - marked.length < 4);

// The entry of a page, by the end of its address: a text in the website's own language counts where the entry
// is not translated.
function entryAt(entries, url) {
  const path = new URL(url, location.href).pathname;
  return entries.find(({ href, lang, original }) => path === (lang ? original : href));
}

async function searchTexts(entries, text, shown) {
  if (!texts) return;
  const mine = (round += 1);
  const [, told] = page.querySelectorAll(".search-said");
  const place = texts.querySelector(".results");
  texts.hidden = !words(text).length;
  if (texts.hidden) return;
  say("loading", text, 0, told);
  try {
    pagefind ??= ready();
    const { results } = await (await pagefind).search(words(text).slice(0, 12).join(" "));
    const pages = await Promise.all(results.slice(0, 40).map((result) => result.data()));
    if (mine !== round) return;
    const all = pages.map((one) => [entryAt(entries, one.url), one]).filter(([entry]) => entry && !shown.has(entry));
    const marked = all.flatMap(([, { excerpt }]) => [...excerpt.matchAll(/<mark>(.*?)<\/mark>/g)].flatMap(([, word]) => words(word)));
    const isExact = words(text).every((typed) => marked.some((word) => isAlike(typed, word)));
    place.replaceChildren(...all.slice(0, TEXTS).map(([entry, one]) => item(entry, [], one.excerpt)));
    const many = all.length > TEXTS ? "first" : all.length > 1 ? "many" : "one";
    say(!all.length ? "none" : isExact ? many : "near", text, all.length, told, TEXTS);
  } catch {
    pagefind = null;
    if (mine !== round) return;
    place.replaceChildren();
    say("failed", text, 0, told);
  }
}

function say(name, text, number = 0, status = names, shown = MOST) {
  const values = { words: text.trim(), number: number.toLocaleString(document.documentElement.lang), shown };
  status.hidden = !name;
  status.textContent = name ? status.dataset[name].replace(/\{(\w+)\}/g, (_, key) => values[key]) : "";
}

function show(entries, text) {
  const { results, isNear } = found(entries, text);
  list.replaceChildren(...results.slice(0, MOST).map((entry) => item(entry, words(text))));
  const many = results.length > MOST ? "first" : results.length > 1 ? "many" : "one";
  say(!text.trim() ? "" : !results.length ? "none" : isNear ? "near" : many, text, results.length);
  searchTexts(entries, text, new Set(results.slice(0, MOST)));
}

const asked = () => (new URLSearchParams(location.search).get("q") ?? "").slice(0, 200);
const address = (text) => (text.trim() ? `?q=${encodeURIComponent(text.trim())}` : location.pathname);

async function load() {
  try {
    const answer = await fetch(page.dataset.index);
    return answer.ok ? await answer.json() : null;
  } catch {
    return null; // no network, or a file that was cut short
  }
}

function start(entries) {
  let wait = 0;
  field.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(() => {
      history.replaceState(null, "", address(field.value));
      show(entries, field.value);
    }, 120);
  });
  field.form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(wait);
    if (address(field.value) !== address(asked())) history.pushState(null, "", address(field.value));
    show(entries, field.value);
  });
  addEventListener("popstate", () => {
    field.value = asked();
    show(entries, field.value);
  });
  show(entries, field.value);
}

field.value ||= asked();
if (location.search === "?q=") field.focus({ preventScroll: true });
const content = await load();
if (content) start(entriesOf(content));
else say("failed", "");
