// Suggestions below a search box while one types; without this the box works as well.
"use strict";
for (const box of document.querySelectorAll("input[data-suggest]")) {
  const list = document.createElement("datalist");
  list.id = `${box.id}-suggestions`;
  box.after(list);
  box.setAttribute("list", list.id);
  let asked = "";
  let waiting = 0;
  const suggest = async () => {
    const text = box.value.trim();
    if (text.length < 2 || text === asked) return;
    asked = text;
    const address = new URL(box.dataset.suggest, location.href);
    address.searchParams.set("limit", "8");
    address.searchParams.set("q", text);
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (!answer.ok || asked !== text) return;
    const [, labels, kinds] = await answer.json();
    list.replaceChildren(...labels.map((label, n) => {
      const option = document.createElement("option");
      option.value = label;
      option.label = kinds[n] ? `${label} (${kinds[n]})` : label;
      return option;
    }));
  };
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => suggest().catch(() => {}), 150);
  });
}
