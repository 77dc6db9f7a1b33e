// Serves one of the documentation's receivers on a free port of this machine. Its first line of output is the port; each further one is
// a body that the receiver went on to process. It ends with its input.
const fs = require('node:fs');
const path = require('node:path');
const express = require('express');

const app = express();
app.use(express.json());
const receiver = fs.readFileSync(path.join(__dirname, `${process.argv[2]}.js`), 'utf8');

// They leave open what to do, and so what to answer.
const comment = '// Process webhook...';
if (!receiver.includes(comment)) {
  throw new Error(`${process.argv[2]} processes nothing.`);
}

new Function('app', 'accept', receiver.replace(comment, 'accept(req, res);'))(app, (req, res) => {
  console.log(JSON.stringify(req.body));
  res.sendStatus(200);
});
const server = app.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.stdin.on('end', () => process.exit()).resume();
