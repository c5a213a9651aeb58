// Each kind of term has a list of its sites, and each list its pages and three feeds.
const KINDS = { themes: "theme-", cities: "city-", projects: "project-" };

export default function (config) {
  config.setQuietMode(true);
  config.addCollection("termLists", (api) => {
    const sites = api.getFilteredByTag("site");
    const byTerm = new Map();
    for (const site of sites)
      for (const term of site.data.terms) {
        if (!byTerm.has(term)) byTerm.set(term, []);
        byTerm.get(term).push(site);
      }
    const lists = [];
    for (const [kind, prefix] of Object.entries(KINDS))
      for (const [term, found] of byTerm)
        if (term.startsWith(prefix)) lists.push({ kind, term, sites: found });
    return lists;
  });
  config.addCollection("listPages", (api) => {
    const pages = [];
    const sites = api.getFilteredByTag("site");
    for (let at = 0; at < sites.length; at += 48)
      pages.push({ number: at / 48 + 1, last: Math.ceil(sites.length / 48), sites: sites.slice(at, at + 48) });
    return pages;
  });
  config.addFilter("first", (items, count) => items.slice(0, count));
  config.addFilter("json", (value) => JSON.stringify(value));
  return { dir: { input: "content", output: "output", includes: "_includes" }, markdownTemplateEngine: false };
}
