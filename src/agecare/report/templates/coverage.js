// What the page does beyond being read: one map for each type of service. It works without this, too.
(() => {
  "use strict";
  const choice = document.querySelector("#layer");
  const layers = [...document.querySelectorAll("[data-layer]")];
  const show = () => layers.forEach((layer) => layer.classList.toggle("shown", layer.dataset.layer === choice.value));
  if (choice) {
    choice.addEventListener("change", show);
    show();
  }
  document.body.classList.add("live");
})();
