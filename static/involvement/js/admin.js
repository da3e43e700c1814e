/* Django's search-as-you-type box has no name of its own: it gets the words of its label. */
window.addEventListener("load", () => {
  document.querySelectorAll("select.admin-autocomplete").forEach((select) => {
    const words = select.labels?.[0]?.textContent.replace(":", "").trim();
    const boxes = select.nextElementSibling?.querySelectorAll("[role=combobox], [role=textbox]") ?? [];
    if (words) boxes.forEach((box) => box.setAttribute("aria-label", words));
  });
});
