/* Comfort for browsers that run scripts; everything works without. Old syntax on purpose: tills have old browsers. */
(function () {
  "use strict";

  var faults = document.getElementById("faults");
  if (faults) faults.focus();

  /* One click is enough: the button says nothing twice while the page is on its way. */
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.getAttribute("data-sent")) {
      event.preventDefault();
      return;
    }
    form.setAttribute("data-sent", "1");
    window.setTimeout(function () { form.removeAttribute("data-sent"); }, 8000);
  });
  window.addEventListener("pageshow", function () {
    Array.prototype.forEach.call(document.querySelectorAll("form[data-sent]"), function (form) {
      form.removeAttribute("data-sent");
    });
  });

  /* An order's page asks every half minute whether there is something new, and shows it unless somebody is typing. */
  var here = document.querySelector("[data-ask]");
  if (!here || !window.XMLHttpRequest) return;

  function typed() {
    return Array.prototype.some.call(document.querySelectorAll("textarea, input[type=file]"), function (field) {
      return field.value !== (field.defaultValue || "");
    });
  }

  function changed() {
    if (typed()) document.querySelector("[data-fresh]").hidden = false;
    else window.location.replace(window.location.pathname);
  }

  window.setInterval(function () {
    if (document.hidden) return;
    var question = new XMLHttpRequest();
    question.open("GET", here.getAttribute("data-ask"));
    question.onload = function () {
      if (question.status === 200 && question.responseText !== here.getAttribute("data-version")) changed();
    };
    question.send();
  }, 30000);
})();
