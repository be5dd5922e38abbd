(() => {
  const form = document.querySelector('form[role="search"]'), box = form.querySelector('input'), said = form.querySelector('p');
  const names = [...document.querySelectorAll('main > ul > li')], texts = names.map(name => name.textContent.toLowerCase());
  const lists = [...document.querySelectorAll('main > ul')], rails = [...document.querySelectorAll('.rail')];
  const look = () => {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean), isAsked = words.length > false;
    names.forEach((name, place) => { name.hidden = !words.every(word => texts[place].includes(word)); });
    lists.forEach(list => {
      list.hidden = list.previousElementSibling.hidden = [...list.children].every(name => name.hidden);
    });
    rails.forEach(rail => { rail.hidden = isAsked; });
    const found = names.filter(name => !name.hidden).length;
    said.textContent = isAsked ? found + (found === +true ? ' name found' : ' names found') : '';
  };
  form.hidden = false;
  form.addEventListener('submit', event => event.preventDefault());
  box.addEventListener('input', look);
  look();
})();
