//! The vocabulary of the messages, most frequent first, so that a word's place is also its rank.

/// Words of English in the order of how often they are used, roughly.
pub(super) const WORDS: &str = "\
the be to of and a in that have I it for not on with he as you do at this but his by from they we say her she or an \
will my one all would there their what so up out if about who get which go me when make can like time no just him know \
take people into year your good some could them see other than then now look only come its over think also back after \
use two how our work first well way even new want because any these give day most us is was are been has had were did \
thing man find here many tell child ask through long very great should such where last own may world might still life \
down need between never state three school old another while house something number part point family place every hand \
group against problem week company month system government fact case question program high right big small large local \
social important different early public next few young same able country city office room meeting letter order price \
report market money book business service area water history result change morning reason research girl guy moment air \
teacher force education food foot policy process music sense plan offer level age customer answer friend figure street \
word machine test board paper space ground form event official matter center couple site project activity table star \
court minute value course team door name idea body information parent face line side home member power hour game end \
law car community president kind night health person art war party access account action address agree allow almost \
already although always amount announce apply approach argue arrive article attack attempt attention author available \
avoid base beautiful become before begin behavior believe benefit best better beyond bill bring brother budget build \
call camera campaign candidate capital card career carry catch cause certain challenge chance character charge check \
choice choose claim class clear close coach cold collection color common compare concern condition conference consider \
contain continue control cost create crime cultural culture current cut data daughter deal debate decade decide \
decision deep defense degree describe design despite detail determine develop die difference difficult dinner direction \
director discover discuss disease doctor dog draw dream drive drop drug during east easy eat economic economy edge \
effect effort eight either election employee energy enjoy enough enter entire environment especially establish evening \
everybody evidence exactly example executive exist expect experience expert explain eye fail fall far fast father fear \
federal feel field fight fill film final financial fine finger finish fire firm fish five floor fly focus follow foreign \
forget former forward four free front full fund future garden gas general generation glass goal grow growth gun hair \
half hang happen happy hard head hear heart heat heavy help hold hope hospital hot hotel however huge human hundred \
husband identify image imagine impact improve include increase indeed indicate individual industry inside instead \
institution interest interview investment involve issue item itself job join keep key kill kitchen knowledge land \
language late later laugh lawyer lay lead leader learn least leave left leg legal less let lie light likely list listen \
little live lose loss lot love low main maintain major majority manage management manager material maybe mean measure \
media medical meet memory mention message method middle military million mind miss mission model modern mother mouth \
move movement movie much music nation national natural nature near nearly necessary network news newspaper nice nine \
none nor north note nothing notice occur off often oil once open operation opportunity option organization others \
outside owner page pain painting particularly partner pass past patient pattern pay peace per perform performance \
perhaps phone physical pick picture piece player plant play poor popular population position positive possible practice \
prepare present pressure pretty prevent private probably produce product production professional property protect prove \
provide pull purpose push put quality quickly quite race radio raise range rate rather reach read ready real reality \
realize really receive recent recognize record red reduce reflect region relate relationship religious remain remember \
remove represent republican require resource respond response responsibility rest return reveal rich rise risk road \
rock role rule run safe sale save scene scientist score sea season seat second section security seek seem sell send \
senior series serious serve set seven several shake share shoot short shot shoulder show sign significant similar simple \
simply since sing single sister sit situation six size skill skin smile society soldier somebody someone song soon sort \
sound source south southern speak special specific speech spend sport spring staff stage stand standard start statement \
station stay step stock stop store story strategy strong structure student study stuff style subject success successful \
suddenly suffer suggest summer support sure surface task tax teach technology television ten tend term themselves theory \
thought thousand threat throughout throw thus today together tonight total tough toward town trade traditional training \
travel treat treatment tree trial trip trouble true truth try turn type under understand unit until upon usually various \
victim view violence visit voice vote wait walk wall watch weapon wear west western whatever white whole whom whose why \
wide wife win wind window wish within without woman wonder worker worry write writer wrong yard yeah yes yet yourself \
invoice shipment delivery warehouse contract deadline schedule attached regards sincerely quarter forecast supplier \
engineer release version server backup database password printer keyboard monitor browser document folder spreadsheet \
appointment reservation flight passport luggage airport ticket weekend birthday holiday wedding anniversary concert \
museum theatre library bridge river mountain valley island harbour village castle church market bakery butcher grocery \
bicycle motorway junction roundabout platform carriage engine bonnet windscreen mirror cushion blanket pillow curtain \
carpet cupboard drawer saucepan kettle teapot spoon fork knife plate bowl napkin candle lantern torch battery cable";
