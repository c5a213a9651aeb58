// Reloads the page after each build, and shows what stops one. Part of the preview only.
const script = document.currentScript;
const address = new URL(script.src);

const shown = () => document.getElementById("agora-problems");

function show(problems) {
  shown()?.remove();
  if (!problems.length) return;
  const panel = document.createElement("section");
  panel.id = "agora-problems";
  panel.className = "wrap notice";
  panel.setAttribute("role", "alert");
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
  const socket = new WebSocket(`ws://${address.host}/__agora/socket${address.search}`);
  socket.onopen = () => socket.send(JSON.stringify({ command: "hello" }));
  socket.onmessage = (event) => {
    const told = JSON.parse(event.data);
    if (told.command === "reload") location.reload();
    if (told.command === "problems") show(told.problems);
  };
  socket.onclose = () => setTimeout(connect, 1000);
}

connect();
