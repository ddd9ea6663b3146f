/* What somebody types, as the search of Material for MkDocs understands it best; without this it works as it comes.

   - A colon would name a field of the index, and `iso20000-1:8.6.1` an unknown one, which finds nothing: it parts.
   - The search takes each word for the beginning of a word. The word as it stands counts more: 8.6 before 8.6.1.
   - All words together may be the very name of something: each page has its names as one word, _incident_manager.
   - In English: words that stand in every sentence go, as long as others are left; plurals become singulars.
   - What a result is told to lack are words that somebody typed, not the names made of them. */
(() => {
  "use strict";
  if (typeof Worker !== "function") return;
  const QUERY = 2;
  const EXACT = 8;
  const NAME = 20;
  const COMMON = new Set(
    ("a about am an and any are as at be been by can could did do does for from has have how i if in into is it its " +
      "may me must my need of on or our shall show should tell than that the their them then there these they this " +
      "those to us was we were what when where which who whom whose why will with would you your").split(" "),
  );
  const english = (document.documentElement.lang || "en").startsWith("en");

  const singular = (word) => {
    if (!/^[a-z]{5,}$/i.test(word) || /(ss|us|is)$/i.test(word)) return word;
    if (/ies$/i.test(word)) return word.slice(0, -3);
    return word.slice(0, /(ss|x|ch|sh)es$/i.test(word) ? -2 : /s$/i.test(word) ? -1 : undefined);
  };

  const read = (query) => {
    const plain = query.replace(/[:?!,;()[\]{}/|\\~^*`'=]+|\.(?!\d)/g, " ").trim();
    if (/["+]|(^|\s)-/.test(plain)) return plain;
    let words = plain.split(/\s+/).filter(Boolean);
    const named = [words.join("-"), ...words.filter((word) => /.-./.test(word))];
    if (english) {
      const left = words.filter((word) => !COMMON.has(word.toLowerCase()));
      if (left.length) words = left;
      named.push(words.join("-"));
      words = words.map(singular);
    }
    const names = [...new Set(named.filter(Boolean))].map((name) => `_${name.replace(/-+/g, "_")}^${NAME}`);
    const terms = words.map((word) => (/-/.test(word) ? word : `${word}^${EXACT} ${word}`));
    return [...names, ...terms].join(" ");
  };

  const send = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (message, ...more) {
    const asked = message && message.type === QUERY && typeof message.data === "string";
    return send.call(this, asked ? { ...message, data: read(message.data) } : message, ...more);
  };

  const results = document.querySelector("[data-md-component=search-result]");
  if (!results) return;
  new MutationObserver(() => {
    for (const line of results.querySelectorAll(".md-search-result__terms")) {
      for (const word of line.querySelectorAll("del")) if (word.textContent.startsWith("_")) word.remove();
      if (!line.querySelector("del")) line.remove();
    }
  }).observe(results, { childList: true, subtree: true });
})();
