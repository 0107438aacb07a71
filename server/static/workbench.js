// The SPARQL page with JavaScript: the form stays what is sent, and pages what is answered, so that
// labels, links and limits are made in one place, the server. Without this file the form still works.

const form = document.getElementById("workbench");
const area = document.getElementById("query");
const state = document.getElementById("state");
const result = document.getElementById("result");
const [go, stop] = [form.querySelector(".go"), form.querySelector(".stop")];
const root = form.dataset.root;
let editor = null;
let running = null;

function say(words, busy = false) {
  state.textContent = words;
  state.classList.toggle("busy", busy);
}

function query() {
  return editor ? editor.getValue() : area.value;
}

function setQuery(text) {
  area.value = text;
  if (editor) editor.setValue(text);
}

// What is asked goes with the language that the reader chose by the address, if they did.
function asked(text) {
  const lang = form.elements.lang?.value;
  return new URLSearchParams(lang ? { query: text, lang } : { query: text });
}

function seconds(since) {
  return `${((performance.now() - since) / 1000).toFixed(2)} s`;
}

async function run() {
  if (running) running.abort();
  const mine = (running = new AbortController());
  const started = performance.now();
  const text = query();
  const clock = setInterval(() => say(`Running for ${seconds(started)} …`, true), 200);
  say("Running …", true);
  stop.hidden = false;
  try {
    const answer = await fetch(`${root}/sparql`, {
      method: "POST",
      headers: { Accept: "text/html", "Content-Type": "application/x-www-form-urlencoded" },
      body: asked(text),
      signal: mine.signal,
    });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    clearInterval(clock);
    show(answer, page, text, seconds(started));
  } catch (fault) {
    if (mine !== running) return;
    result.replaceChildren();
    say(fault.name === "AbortError" ? `Stopped after ${seconds(started)}.` : `No answer: ${fault.message}.`);
  } finally {
    clearInterval(clock);
    if (mine === running) {
      running = null;
      stop.hidden = true;
    }
  }
}

function show(answer, page, text, took) {
  const found = page.getElementById("result");
  if (!answer.ok || !found) {
    result.replaceChildren(...page.querySelectorAll("main .error"));
    say(`Refused with status ${answer.status} after ${took}.`);
    mark(result.textContent);
    return;
  }
  result.replaceChildren(...found.childNodes);
  const rows = result.querySelector(".figures");
  say(`${rows ? rows.textContent.trim() : "Answered"} in ${took}.`);
  const address = `${root}/sparql?${asked(text)}`;
  history.replaceState(null, "", address.length < Number(form.dataset.link) ? address : `${root}/sparql`);
}

// The server's word on where a query goes wrong beats the editor's own guess.
function mark(words) {
  const place = /line (\d+), column (\d+)/.exec(words);
  if (editor && place) {
    editor.getDoc().setCursor({ line: place[1] - 1, ch: place[2] - 1 });
    editor.focus();
  }
}

function matching(terms, token) {
  const wanted = (token.autocompletionString ?? "").toLowerCase();
  const words = (token.string ?? "").split(":").pop().toLowerCase();
  const byName = terms.filter((term) => term.iri.toLowerCase().startsWith(wanted));
  const byLabel = words ? terms.filter((term) => term.label.toLowerCase().includes(words)) : [];
  return [...new Set([...byName, ...byLabel])].slice(0, 100);
}

function completer(Yasqe, name, terms, prefixes) {
  const byText = new Map();
  for (const term of terms) for (const text of [term.name, `<${term.iri}>`]) byText.set(text, term);
  Yasqe.forkAutocompleter(name, {
    name: `our-${name}`,
    bulk: false,
    get: (_, token) => matching(terms, token).map((term) => term.iri),
    postProcessSuggestion: (yasqe, token, iri) => {
      const term = terms.find((one) => one.iri === iri);
      const [prefix] = term.name.split(":");
      return yasqe.getPrefixesFromQuery()[prefix] === prefixes[prefix] ? term.name : `<${iri}>`;
    },
    postprocessHints: (_, hints) => {
      for (const hint of hints) {
        const term = byText.get(hint.text);
        if (term) hint.displayText = `${term.name} — ${term.label} (${term.count.toLocaleString("en")})`;
      }
      return hints;
    },
  });
}

async function completion(Yasqe) {
  const answer = await fetch(`${root}/sparql/completion`);
  if (!answer.ok) throw new Error(`completion: status ${answer.status}`);
  const { prefixes, class: classes, property: properties } = await answer.json();
  // Our prefixes change with the release, so the editor is not to remember them.
  Yasqe.forkAutocompleter("prefixes", {
    name: "our-prefixes",
    persistenceId: null,
    get: () => Object.entries(prefixes).map(([name, iri]) => `${name}: <${iri}>`).sort(),
  });
  completer(Yasqe, "class", classes, prefixes);
  completer(Yasqe, "property", properties, prefixes);
}

async function edit() {
  const { Yasqe } = await import(form.dataset.editor);
  const names = ["prefixes", "class", "property"];
  await completion(Yasqe);
  Yasqe.defaults.autocompleters = ["variables", ...names.map((name) => `our-${name}`)];
  const holder = document.createElement("div");
  holder.className = "editor";
  area.after(holder);
  editor = new Yasqe(holder, {
    value: area.value,
    showQueryButton: false,
    createShareableLink: null,
    consumeShareLink: null,
    persistenceId: null,
    resizeable: false,
    editorHeight: "20rem",
    extraKeys: {
      ...Yasqe.defaults.extraKeys,
      "Ctrl-Enter": run,
      "Cmd-Enter": run,
      // Tab leaves the editor, as it leaves any field of a form.
      Tab: false,
      "Shift-Tab": false,
    },
  });
  editor.getInputField().setAttribute("aria-label", document.getElementById("query-label").textContent);
  // A required field that cannot be seen would keep the form from being sent.
  area.required = false;
  area.classList.add("replaced");
  form.querySelector(".keys").hidden = false;
}

form.addEventListener("submit", (event) => {
  area.value = query();
  if (form.elements.format.value !== "html") return;
  event.preventDefault();
  run();
});
stop.addEventListener("click", () => running?.abort());
document.getElementById("examples").addEventListener("submit", async (event) => {
  event.preventDefault();
  const name = event.target.elements.example.value;
  const answer = await fetch(`${root}/queries/${name}?format=rq`);
  if (!answer.ok) return say(`The example could not be fetched: status ${answer.status}.`);
  const text = await answer.text();
  setQuery(text.split("\n").filter((line) => !line.startsWith("#+")).join("\n").trim());
  say("");
});

if (form.dataset.editor) {
  edit().catch((fault) => say(`The editor could not be started (${fault.message}); the plain field works.`));
}
