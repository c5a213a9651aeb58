// Reloads the page after each build, and shows what stops one. Part of the preview only.
const script = document.currentScript;
const address = new URL(script.src);
const token = address.searchParams.get("token");

const shown = () => document.getElementById("agora-problems");

function show(problems) {
  shown()?.remove();
  if (!problems.length) return;
  const panel = document.createElement("section");
  panel.id = "agora-problems";
  panel.className = "wrap notice";
  panel.setAttribute("role", "alert");
  // In sight wherever the reader is; a long list scrolls by itself.
  panel.tabIndex = 0;
  Object.assign(panel.style, { position: "sticky", top: "0", zIndex: "100" });
  Object.assign(panel.style, { maxHeight: "50vh", overflow: "auto", margin: "0" });
  const heading = document.createElement("h2");
  heading.textContent = `Not built yet: ${problems.length} to mend. This is the last good page.`;
  const list = document.createElement("ol");
  for (const problem of problems) {
    const item = document.createElement("li");
    const place = document.createElement("code");
    place.textContent = problem.place;
    item.append(place, ` ${problem.severity}[${problem.code}]: ${problem.message}`);
    if (problem.hint) item.append(document.createElement("br"), `hint: ${problem.hint}`);
    list.append(item);
  }
  panel.append(heading, list);
  document.body.prepend(panel);
}

function connect() {
  const socket = new WebSocket(`ws://${location.host}/__agora/socket${address.search}`);
  socket.onopen = () => socket.send(JSON.stringify({ command: "hello" }));
  socket.onmessage = (event) => {
    const told = JSON.parse(event.data);
    if (told.command === "reload") location.reload();
    if (told.command === "problems") show(told.problems);
  };
  socket.onclose = () => setTimeout(connectAgain, 1000);
}

// A preview that was started anew has another token, which only a page of its own knows.
async function connectAgain() {
  try {
    const page = await fetch(location.href);
    if (!(await page.text()).includes(token)) return location.reload();
  } catch {
    // Nobody answers yet.
  }
  connect();
}

if ("drafts" in script.dataset) {
  const banner = document.createElement("p");
  banner.className = "wrap notice";
  banner.textContent = "Preview with drafts: not everything here is published.";
  document.body.prepend(banner);
}
connect();
