/* Four words are hard to type unseen: a box under each password field shows what is typed, until it is sent. */
document.querySelectorAll("form[data-show-words]").forEach((form) => {
  form.querySelectorAll("input[type=password]").forEach((field) => {
    const line = document.createElement("div");
    const box = document.createElement("input");
    const label = document.createElement("label");
    line.className = "choice mt-2";
    box.type = "checkbox";
    box.id = `${field.id}-show`;
    label.htmlFor = box.id;
    label.textContent = form.dataset.showWords;
    line.append(box, label);
    field.after(line);
    const show = () => {
      field.type = box.checked ? "text" : "password";
    };
    box.addEventListener("change", show);
    form.addEventListener("submit", () => {
      box.checked = false;
      show();
    });
  });
});
