// What the tests ask Thunderbird for: functions that run in its chrome context and give JSON.
// A folder is named by its path below the account, as the user sees it.

const { MailServices } = ChromeUtils.importESModule("resource:///modules/MailServices.sys.mjs");

const SECURITY = { starttls: Ci.nsMsgSocketType.alwaysSTARTTLS, tls: Ci.nsMsgSocketType.SSL };

// ---- The account.

// Trusts a certificate at these ports, as the user does who confirms an exception.
function trust(host, ports, base64) {
  const certificates = Cc["@mozilla.org/security/x509certdb;1"].getService(Ci.nsIX509CertDB);
  const overrides = Cc["@mozilla.org/security/certoverride;1"].getService(Ci.nsICertOverrideService);
  const certificate = certificates.constructX509FromBase64(base64);
  for (const port of ports) {
    overrides.rememberValidityOverride(host, port, {}, certificate, false);
  }
}

// Does what the end of the account wizard does.
async function createAccount({ host, user, password, security, imap, submission }) {
  const { AccountConfig } = ChromeUtils.importESModule("resource:///modules/accountcreation/AccountConfig.sys.mjs");
  const { CreateInBackend } = ChromeUtils.importESModule("resource:///modules/accountcreation/CreateInBackend.sys.mjs");
  collectAlerts();
  const config = new AccountConfig();
  const login = {
    hostname: host,
    username: user,
    password,
    socketType: SECURITY[security],
    auth: Ci.nsMsgAuthMethod.passwordCleartext,
  };
  Object.assign(config.incoming, login, { type: "imap", port: imap, loginAtStartup: false });
  Object.assign(config.outgoing, login, { type: "smtp", port: submission });
  Object.assign(config.identity, { realname: "爱丽丝", emailAddress: user });
  config.rememberPassword = true;
  await CreateInBackend.createAccountInBackend(config);
}

// Messages that would be shown in dialogs, which nobody could close.
function collectAlerts() {
  window.alerts = [];
  MailServices.mailSession.addUserFeedbackListener({
    QueryInterface: ChromeUtils.generateQI(["nsIMsgUserFeedbackListener"]),
    onAlert(message) {
      window.alerts.push(message);
      return true;
    },
    onCertError(info, url) {
      window.alerts.push(`certificate of ${url.spec}`);
      return true;
    },
  });
}

function alerts() {
  return window.alerts;
}

function server() {
  return MailServices.accounts.defaultAccount.incomingServer;
}

// ---- Folders.

// Asks the server for its folders.
function discover() {
  server().performExpand(null);
}

function folders() {
  return server().rootFolder.descendants.map(pathOf);
}

function pathOf(folder) {
  const names = [];
  for (; !folder.isServer; folder = folder.parent) {
    names.unshift(folder.name);
  }
  return names.join("/");
}

function folderAt(path) {
  return path.split("/").reduce((folder, name) => folder.getChildNamed(name), server().rootFolder);
}

// The path of the folder with a special use.
function special(use) {
  return pathOf(server().rootFolder.getFolderWithFlags(Ci.nsMsgFolderFlags[use]));
}

function createFolder(name) {
  server().rootFolder.createSubfolder(name, null);
}

function renameFolder(path, name) {
  folderAt(path).rename(name, null);
}

function moveFolder(path, parent) {
  return copied(listener => MailServices.copy.copyFolder(folderAt(path), folderAt(parent), true, listener, null));
}

// Selects a folder and takes in its state; the connection then goes into IDLE.
function update(path) {
  const folder = folderAt(path).QueryInterface(Ci.nsIMsgImapMailFolder);
  return url(listener => folder.updateFolderWithListener(null, listener));
}

function compact(path) {
  return url(listener => folderAt(path).compact(listener, null));
}

function downloadAll(path) {
  return url(listener => folderAt(path).downloadAllForOffline(listener, null));
}

function url(start) {
  return settled((done, failed) =>
    start({
      QueryInterface: ChromeUtils.generateQI(["nsIUrlListener"]),
      OnStartRunningUrl() {},
      OnStopRunningUrl: (_, status) => (Components.isSuccessCode(status) ? done() : failed(status)),
    })
  );
}

function settled(start) {
  return new Promise((done, failed) => start(done, status => failed(new Error(`status 0x${status.toString(16)}`))));
}

// ---- Messages.

function messages(path) {
  return [...folderAt(path).messages]
    .filter(header => !(header.flags & Ci.nsMsgMessageFlags.IMAPDeleted))
    .map(header => ({
      uid: header.messageKey,
      subject: header.mime2DecodedSubject,
      author: header.mime2DecodedAuthor,
      read: header.isRead,
      flagged: header.isFlagged,
      replied: !!(header.flags & Ci.nsMsgMessageFlags.Replied),
      keywords: header.getStringProperty("keywords").split(" ").filter(word => word).sort(),
      offline: !!(header.flags & Ci.nsMsgMessageFlags.Offline),
    }))
    .sort((one, other) => one.uid - other.uid);
}

function headersOf(path, uids) {
  const folder = folderAt(path);
  return uids.map(uid => folder.msgDatabase.getMsgHdrForKey(uid));
}

// The octets of a message, as a string of Latin-1.
function source(path, uid) {
  const uri = folderAt(path).generateMessageURI(uid);
  const octets = [];
  const listener = done => ({
    QueryInterface: ChromeUtils.generateQI(["nsIStreamListener"]),
    onStartRequest() {},
    onDataAvailable(request, stream, offset, count) {
      const reader = Cc["@mozilla.org/binaryinputstream;1"].createInstance(Ci.nsIBinaryInputStream);
      reader.setInputStream(stream);
      octets.push(reader.readBytes(count));
    },
    onStopRequest: (request, status) => done(status),
  });
  return settled((done, failed) => {
    const ended = status => (Components.isSuccessCode(status) ? done(octets.join("")) : failed(status));
    MailServices.messageServiceFromURI(uri).streamMessage(uri, listener(ended), null, null, false, "", false);
  });
}

// The text of a message, decoded.
function text(path, uid) {
  const { MsgHdrToMimeMessage } = ChromeUtils.importESModule("resource:///modules/gloda/MimeMessage.sys.mjs");
  const folder = folderAt(path);
  const [header] = headersOf(path, [uid]);
  return new Promise(done =>
    MsgHdrToMimeMessage(header, null, (_, message) => done(message.coerceBodyToPlaintext(folder)), true)
  );
}

function markRead(path, uids, read) {
  folderAt(path).markMessagesRead(headersOf(path, uids), read);
}

function markFlagged(path, uids, flagged) {
  folderAt(path).markMessagesFlagged(headersOf(path, uids), flagged);
}

function addKeyword(path, uids, keyword) {
  folderAt(path).addKeywordsToMessages(headersOf(path, uids), keyword);
}

function removeMessages(path, uids) {
  return copied(listener => folderAt(path).deleteMessages(headersOf(path, uids), null, false, true, listener, false));
}

function transfer(path, uids, target, isMove) {
  const headers = headersOf(path, uids);
  return copied(listener =>
    MailServices.copy.copyMessages(folderAt(path), headers, folderAt(target), isMove, listener, null, false)
  );
}

function copied(start) {
  return settled((done, failed) =>
    start({
      QueryInterface: ChromeUtils.generateQI(["nsIMsgCopyServiceListener"]),
      onStartCopy() {},
      onProgress() {},
      setMessageKey() {},
      getMessageId: () => null,
      onStopCopy: status => (Components.isSuccessCode(status) ? done() : failed(status)),
    })
  );
}

// ---- Search and sending.

// The UIDs of what the server finds.
function search(path, attribute, value) {
  const session = Cc["@mozilla.org/messenger/searchSession;1"].createInstance(Ci.nsIMsgSearchSession);
  session.addScopeTerm(Ci.nsMsgSearchScope.onlineMail, folderAt(path));
  const term = session.createTerm();
  const wanted = term.value;
  wanted.attrib = term.attrib = Ci.nsMsgSearchAttrib[attribute];
  wanted.str = value;
  term.value = wanted;
  term.op = Ci.nsMsgSearchOp.Contains;
  session.appendTerm(term);
  return settled((done, failed) => {
    const found = [];
    session.registerListener({
      QueryInterface: ChromeUtils.generateQI(["nsIMsgSearchNotify"]),
      onNewSearch() {},
      onSearchHit: header => found.push(header.messageKey),
      onSearchDone: status => (Components.isSuccessCode(status) ? done(found.sort((a, b) => a - b)) : failed(status)),
    });
    session.search(null);
  });
}

function send(to, subject, body) {
  const account = MailServices.accounts.defaultAccount;
  const fields = Cc["@mozilla.org/messengercompose/composefields;1"].createInstance(Ci.nsIMsgCompFields);
  Object.assign(fields, { from: account.defaultIdentity.email, to, subject });
  const sender = Cc["@mozilla.org/messengercompose/send;1"].createInstance(Ci.nsIMsgSend);
  return settled((done, failed) =>
    sender.createAndSendMessage(
      null,
      account.defaultIdentity,
      account.key,
      fields,
      false,
      false,
      Ci.nsIMsgSend.nsMsgDeliverNow,
      null,
      "text/plain",
      body,
      null,
      null,
      sending(done, failed),
      "",
      "",
      Ci.nsIMsgCompType.New
    )
  );
}

function sending(done, failed) {
  return {
    QueryInterface: ChromeUtils.generateQI(["nsIMsgSendListener"]),
    onStartSending() {},
    onSendProgress() {},
    onStatus() {},
    onGetDraftFolderURI() {},
    onSendNotPerformed: (_, status) => failed(status),
    onTransportSecurityError: (_, status) => failed(status),
    onStopSending: (_, status) => (Components.isSuccessCode(status) ? done() : failed(status)),
  };
}
