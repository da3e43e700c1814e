/* Django's search-as-you-type box has no name of its own: it gets the words of its label. Named when the box is there,
   which jQuery's own queue knows and the page's load event does not. */
const words = (select) => select.labels?.[0]?.textContent.replace(":", "").trim();

const nameBox = (select) => {
  const [label] = select.labels ?? [];
  const box = select.nextElementSibling?.querySelector("[role=combobox]");
  const chosen = box?.querySelector("[role=textbox]");
  if (!label || !chosen) return;
  label.id ||= `${select.id}-label`;
  chosen.setAttribute("aria-labelledby", label.id);
  box.setAttribute("aria-labelledby", `${label.id} ${chosen.id}`);
};

const nameSearch = (select) => {
  const list = document.querySelector(".select2-dropdown [role=listbox]");
  const search = document.querySelector(".select2-dropdown [role=searchbox]");
  [list, search].forEach((part) => part.setAttribute("aria-label", words(select)));
  select.nextElementSibling.querySelector("[role=combobox]").setAttribute("aria-controls", list.id);
};

const $ = window.django?.jQuery;
$?.(() => {
  document.querySelectorAll("select.admin-autocomplete").forEach((select) => {
    nameBox(select);
    $(select).on("select2:open", () => nameSearch(select));
  });
});
