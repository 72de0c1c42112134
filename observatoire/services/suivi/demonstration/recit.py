"""Le récit du contrat fictif : des événements datés, écrits dans l'ordre où ils seraient arrivés."""

import heapq
import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from observatoire.domain.cls.objets import (
    Action,
    Axe,
    Cible,
    Contrat,
    Decision,
    Etape,
    Financement,
    IndicateurCls,
    LienActions,
    Mesure,
    Note,
    Objectif,
    Objet,
    Seance,
    Signataire,
)
from observatoire.domain.cls.vocabulaire import (
    EtatDecision,
    EtatDemande,
    EtatSeance,
    StatutAction,
    TypeIndicateurCls,
    TypeNote,
    TypeSeance,
)
from observatoire.domain.indicateur import Sens
from observatoire.services.suivi.edition import prepare_objet
from observatoire.store.suivi.depot import Depot

T = TypeVar("T", bound=Objet)
FICHIER = Path(__file__).parent / "plan.toml"
TITRE = "CLS de Valmirande 2022-2026"
SIGNATURE = date(2022, 6, 14)
LIENS = (("1.2", "1.3", "prépare"), ("1.3", "1.5", "prend le relais"), ("3.3", "3.4", "complète"))
_ELUE = "Adjointe à la santé (fictive)"


class Horloge:
    """L'horloge du récit : chaque écriture d'un même jour vient dix secondes après la précédente."""

    def __init__(self) -> None:
        self._instant = datetime.combine(SIGNATURE, datetime.min.time(), UTC)

    def move_to(self, jour: date) -> None:
        """Avance au matin d'un jour ; sans effet si on y est déjà."""
        if jour > self._instant.date():
            self._instant = datetime(jour.year, jour.month, jour.day, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        self._instant += timedelta(seconds=10)
        return self._instant


class Recit:
    """Les événements du contrat, chacun pouvant en annoncer d'autres."""

    def __init__(self, ecriture: Depot, horloge: Horloge) -> None:
        self.ecriture = ecriture
        self.horloge = horloge
        self.donnees: dict[str, Any] = tomllib.loads(FICHIER.read_text(encoding="utf-8"))
        self._a_venir: list[tuple[date, int, Callable[[], object]]] = []
        self._annonces = 0
        self.contrat_id = 0
        self.axes: dict[str, int] = {}
        self.objectifs: dict[str, int] = {}
        self.actions: dict[str, Action] = {}

    def tell(self) -> Contrat:
        """Écrit tout le contrat et le rend."""
        contrat = self._open_contrat()
        for action in self.donnees["action"]:
            self._announce_action(action)
        for depuis, vers, nature in LIENS:
            self._at(date(2024, 6, 13), lambda d=depuis, v=vers, n=nature: self._link(d, v, n))
        for indicateur in self.donnees["indicateur"]:
            self._at(self._open_jour(indicateur), lambda i=indicateur: self._open_indicateur(i))
        for seance in self.donnees["seance"]:
            self._at(seance.get("prevue_le", seance["date"]), lambda s=seance: self._hold_seance(s))
        while self._a_venir:
            jour, _, write = heapq.heappop(self._a_venir)
            self.horloge.move_to(jour)
            write()
        return contrat

    def _at(self, jour: date | str, write: Callable[[], object]) -> None:
        quand = date.fromisoformat(jour) if isinstance(jour, str) else jour
        self._annonces += 1
        heapq.heappush(self._a_venir, (quand, self._annonces, write))

    def _create(self, objet: T) -> T:
        return self.ecriture.create(prepare_objet(self.ecriture, objet, None))

    def _update(self, voulu: T, avant: T) -> T:
        return self.ecriture.update(prepare_objet(self.ecriture, voulu, avant))

    def _open_contrat(self) -> Contrat:
        contrat = self._create(
            Contrat(
                titre=TITRE,
                generation=2,
                signature=SIGNATURE,
                debut=SIGNATURE,
                fin=date(2026, 12, 31),
                perimetre=("Valmirande (ville fictive)",),
                dispositifs=("CLS", "ASV", "CLSM"),
                presentation="Contrat entièrement fictif, pour la démonstration.",
                demonstration=True,
            )
        )
        k = self.contrat_id = contrat.id
        for nom in self.donnees["signataires"]:
            self._create(Signataire(contrat_id=k, nom=nom, qualite="signataire", date_signature=SIGNATURE))
        for ordre, a in enumerate(self.donnees["axe"], start=1):
            numero = a["numero"]
            axe = Axe(contrat_id=k, ordre=ordre, numero=numero, titre=a["titre"], description=a["description"])
            self.axes[numero] = self._create(axe).id
            objectif = Objectif(contrat_id=k, axe_id=self.axes[numero], texte=a["objectif"], constat=a["constat"])
            self.objectifs[numero] = self._create(objectif).id
        return contrat

    # --- actions ---

    def _announce_action(self, a: dict[str, Any]) -> None:
        numero = a["numero"]
        (jour, premier, _), *suites = a["statuts"]
        self._at(jour, lambda: self._open_action(a, StatutAction(premier)))
        for jour, statut, motif in suites:
            self._at(jour, lambda s=statut, m=motif: self._change_statut(numero, StatutAction(s), m))
        for jour, type_, texte in a["notes"]:
            note = {"date": date.fromisoformat(jour), "type": TypeNote(type_), "texte": texte}
            self._at(jour, lambda n=note: self._create(self._attach(numero, Note, auteur=a["personne"], **n)))

    def _attach(self, numero: str, classe: type[T], **champs: Any) -> T:
        return classe(contrat_id=self.contrat_id, action_id=self.actions[numero].id, **champs)  # pyright: ignore[reportCallIssue]

    def _open_action(self, a: dict[str, Any], statut: StatutAction) -> None:
        numero = a["numero"]
        axe = numero.split(".")[0]
        self.actions[numero] = self._create(
            Action(
                contrat_id=self.contrat_id,
                numero=numero,
                titre=a["titre"],
                axes=(self.axes[axe],),
                description=a["description"],
                objectifs=self.donnees["axe"][int(axe) - 1]["objectif"],
                publics=tuple(a["publics"]),
                territoires=tuple(a["territoires"]),
                thematiques=tuple(a["themes"]),
                structure_pilote=a["pilote"],
                personne_pilote=f"{a['personne']} (fictif)",
                elu_referent=_ELUE,
                partenaires=tuple(a["partenaires"]),
                debut=a["debut"],
                fin=a["fin"],
                statut=statut,
            )
        )
        for ordre, (libelle, echeance, faite) in enumerate(a["etapes"], start=1):
            prevue = date.fromisoformat(echeance)
            etape = self._create(self._attach(numero, Etape, ordre=ordre, libelle=libelle, echeance=prevue))
            if faite:
                finie = replace(etape, realisee_le=date.fromisoformat(faite))
                self._at(faite, lambda f=finie, e=etape: self._update(f, e))
        for annee, financeur, prevu, realise in a["moyens"]:
            self._fund(numero, annee, financeur, (1000.0 * prevu, 1000.0 * realise))

    def _fund(self, numero: str, annee: int, financeur: str, montants: tuple[float, float]) -> None:
        prevu, realise = montants
        demande = EtatDemande.ACCORDEE if realise else EtatDemande.DEPOSEE
        moyen = self._create(
            self._attach(numero, Financement, annee=annee, financeur=financeur, prevu=prevu, demande=demande)
        )
        if realise:
            # La dépense se constate en fin d'année ; celle de 2026, à l'automne.
            jour = date(annee, 12, 15) if annee < 2026 else date(2026, 11, 2)
            depense = replace(moyen, realise=realise)
            self._at(jour, lambda d=depense, m=moyen: self._update(d, m))

    def _change_statut(self, numero: str, statut: StatutAction, motif: str) -> None:
        avant = self.actions[numero]
        self.actions[numero] = self._update(replace(avant, statut=statut, motif=motif), avant)

    def _link(self, depuis: str, vers: str, nature: str) -> None:
        self._create(self._attach(depuis, LienActions, cible_id=self.actions[vers].id, nature=nature))

    # --- indicateurs et séances ---

    def _open_jour(self, i: dict[str, Any]) -> date:
        """Un indicateur s'ouvre avec son action, celui d'un axe à la signature."""
        for a in self.donnees["action"]:
            if a["numero"] == i.get("action"):
                return date.fromisoformat(a["statuts"][0][0])
        return SIGNATURE

    def _open_indicateur(self, i: dict[str, Any]) -> None:
        k = self.contrat_id
        indicateur = self._create(
            IndicateurCls(
                contrat_id=k,
                action_id=self.actions[i["action"]].id if "action" in i else None,
                objectif_id=self.objectifs[i["axe"]] if "axe" in i else None,
                type=TypeIndicateurCls(i["type"]),
                libelle=i["libelle"],
                unite=i["unite"],
                sens=Sens(i["sens"]),
                source=i.get("source", ""),
                periodicite="annuelle",
                depart_date=i.get("depart"),
                observatoire=i.get("observatoire", ""),
                territoires=tuple(i.get("territoires", ())),
            )
        )
        if "cible" in i:
            jour, valeur = i["cible"]
            self._create(Cible(contrat_id=k, indicateur_id=indicateur.id, date=jour, valeur=valeur))
        for jour, valeur, numerateur, denominateur, rupture in i.get("mesures", ()):
            mesure = Mesure(
                contrat_id=k,
                indicateur_id=indicateur.id,
                date=jour,
                valeur=float(valeur),
                numerateur=float(numerateur) if numerateur != "" else None,
                denominateur=float(denominateur) if denominateur != "" else None,
                rupture=rupture,
            )
            self._at(jour, lambda m=mesure: self._create(m))

    def _hold_seance(self, s: dict[str, Any]) -> None:
        k, jour = self.contrat_id, s["date"]
        seance = self._create(
            Seance(
                contrat_id=k,
                type=TypeSeance(s.get("type", TypeSeance.COPIL)),
                date=jour,
                titre=s["titre"],
                lieu="Hôtel de ville",
                etat=EtatSeance.PREPARATION if "prevue_le" in s else EtatSeance.CLOSE,
                presents=tuple(s.get("presents", ())),
            )
        )
        for texte, porteur, echeance, etat, numero in s.get("decisions", ()):
            decision = self._create(
                Decision(
                    contrat_id=k,
                    seance_id=seance.id,
                    action_id=self.actions[numero].id if numero else None,
                    date=jour,
                    texte=texte,
                    porteur=porteur,
                    echeance=echeance,
                )
            )
            if etat == EtatDecision.FAITE:
                faite = replace(decision, etat=EtatDecision.FAITE)
                self._at(echeance, lambda f=faite, d=decision: self._update(f, d))
