"""Entonnoir, nuage, inégalités, zone, typologie, voisinage, qualité et téléchargements."""

import csv
import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

from observatoire.domain.estimation import Statut
from observatoire.domain.indicateur import TypeIndicateur
from observatoire.domain.phrases.lieux import LIEU_VILLE
from observatoire.domain.territoire import Maille
from observatoire.errors import SelectionInvalide
from observatoire.services.carte import build_carte, load_contours
from observatoire.services.entonnoir import PointEntonnoir, build_entonnoir, write_entonnoir
from observatoire.services.extensions import Propositions
from observatoire.services.inegalites import build_ecart_qpv, build_pente_sociale
from observatoire.services.nuage import build_nuage, write_nuage
from observatoire.services.pyramide import build_pyramide
from observatoire.services.qualite import build_qualite, write_epargne, write_qualite
from observatoire.services.telechargements import (
    ENTETES,
    export_archive,
    export_geojson,
    export_lignes_csv,
    write_citation,
)
from observatoire.services.typologie import build_typologie, find_semblables
from observatoire.services.verdicts import Mode, judge
from observatoire.services.voisinage import build_lissage, build_regroupements, find_voisins
from observatoire.services.zone import build_zone
from observatoire.stats.correlation import RankCorrelation
from tests.outils.chiffres import PART, make_chiffre, make_estimation

JOUR = date(2026, 11, 22)


def comptes(base, indicateur: str, territoires: list[str], periode: str = "2024") -> tuple[float, float]:
    return base.execute(
        "SELECT sum(numerateur), sum(denominateur) FROM valeur WHERE indicateur = ? AND periode = ? "
        "AND sexe = 'ensemble' AND list_contains(?, territoire)",
        [indicateur, periode, territoires],
    ).fetchone()


class TestEntonnoir:
    def test_un_point_sort_des_courbes_quand_le_test_du_score_le_dit(self, version: str) -> None:
        entonnoir = build_entonnoir(version=version, indicateur="part_c2s", periode=None, maille="quartier")
        assert entonnoir.cible is not None
        p = entonnoir.cible / 100
        for point in entonnoir.points:
            z = (point.valeur / 100 - p) / np.sqrt(p * (1 - p) / point.taille)
            attendu = 2 if abs(z) > stats.norm.ppf(0.999) else 1 if abs(z) > stats.norm.ppf(0.975) else 0
            assert point.place == attendu * np.sign(z)

    def test_les_courbes_d_un_taux_suivent_poisson(self, version: str) -> None:
        entonnoir = build_entonnoir(version=version, indicateur="ald_psychiatriques", periode=None, maille="iris")
        assert entonnoir.titre_taille == "Cas attendus"
        for point in entonnoir.points:
            observes = point.ligne.estimation.effectif or 0
            risque = min(
                stats.poisson.cdf(observes, point.taille), stats.poisson.sf(observes - 1, point.taille)
            )  # fmt: skip
            assert (point.place != 0) == (risque < 0.025)

    @pytest.mark.parametrize("comparateur", [None, "99", "cible:15"])
    @pytest.mark.parametrize("indicateur", ["part_c2s", "ald_psychiatriques", "part_vaccination_hpv"])
    def test_la_marque_est_le_verdict_de_la_carte(self, version: str, indicateur: str, comparateur: str | None) -> None:
        """Deux écrans lus ensemble en séance ne se contredisent pas."""
        entonnoir = build_entonnoir(
            version=version, indicateur=indicateur, periode=None, maille="quartier", comparateur=comparateur
        )
        carte = build_carte(
            version=version, indicateur=indicateur, periode=None, maille="quartier", comparateur=comparateur
        )
        verdicts = {x.territoire.code: x.verdict for x in carte.lignes}
        assert entonnoir.points
        assert all(p.verdict == verdicts[p.ligne.territoire.code] for p in entonnoir.points)

    def test_un_point_au_bord_est_nomme(self, version: str) -> None:
        """3 cas sur 100 face à 0,75 % : hors de la courbe, mais la loi binomiale laisse plus de 2,5 % de risque."""
        z = (0.03 - 0.0075) / np.sqrt(0.0075 * 0.9925 / 100)
        assert z > stats.norm.ppf(0.975)
        assert stats.binom.sf(2, 100, 0.0075) > 0.025
        entonnoir = build_entonnoir(version=version, indicateur="part_c2s", periode=None, maille="quartier")
        point = entonnoir.points[0]
        chiffre = make_chiffre(PART, 3, 100)
        (verdict,) = judge([chiffre], [make_estimation(0.75)], mode=Mode.ENSEMBLE)
        ligne = replace(point.ligne, chiffre=chiffre, verdict=verdict)
        bord = PointEntonnoir(ligne, 100.0, 3.0, place=2 if z > stats.norm.ppf(0.999) else 1)
        assert bord.is_discordant
        assert not verdict.is_etabli
        phrase = write_entonnoir(Maille.QUARTIER, LIEU_VILLE, [bord])
        assert phrase.texte == (
            "Rien n’établit d’écart avec la ville. Pour Les Tilleuls, la courbe et le verdict diffèrent : la marque "
            "suit le verdict, qui compte mieux l’incertitude."
        )

    def test_des_points_d_accord_se_disent_sans_reserve(self, version: str) -> None:
        entonnoir = build_entonnoir(version=version, indicateur="part_c2s", periode=None, maille="quartier")
        assert not any(p.is_discordant for p in entonnoir.points)
        assert "sortent des limites à 95 %" in entonnoir.phrase.texte.replace("\xa0", " ")
        assert "diffèrent" not in entonnoir.phrase.texte

    @pytest.mark.parametrize(
        ("indicateur", "comparateur", "motif"),
        [
            ("revenu_median", None, "rapport de deux effectifs"),
            ("part_c2s", "reste", "valeur unique"),
        ],
    )
    def test_un_entonnoir_impossible_dit_pourquoi(
        self, version: str, indicateur: str, comparateur: str | None, motif: str
    ) -> None:
        entonnoir = build_entonnoir(
            version=version, indicateur=indicateur, periode=None, maille="quartier", comparateur=comparateur
        )
        assert entonnoir.points == ()
        assert motif in entonnoir.motif
        assert motif in entonnoir.phrase.texte


class TestNuage:
    def test_la_correlation_est_celle_de_scipy(self, version: str) -> None:
        nuage = build_nuage(
            version=version, indicateur_x="revenu_median", indicateur_y="taux_pauvrete_60", maille="iris"
        )
        x = [p.x.estimation.valeur for p in nuage.points]
        y = [p.y.estimation.valeur for p in nuage.points]
        assert nuage.rho == pytest.approx(stats.spearmanr(x, y).statistic)
        assert "pas des personnes" in nuage.phrase.texte
        assert "plus bas" in nuage.phrase.texte

    def test_sans_lien_etabli_rien_n_est_affirme(self, version: str) -> None:
        nuage = build_nuage(
            version=version, indicateur_x="densite_generalistes", indicateur_y="densite_generalistes", maille="iris"
        )
        assert nuage.rho == pytest.approx(1.0)
        assert nuage.phrase.certitude.startswith("lien net")
        rien = write_nuage(
            nuage.indicateur_x, nuage.indicateur_y, nuage.maille, RankCorrelation(0.1, 0.6, 12)
        )  # fmt: skip
        assert rien.texte == "Aucun lien n’est établi entre « Généralistes » et « Généralistes »."

    def test_trop_peu_de_territoires(self, version: str) -> None:
        nuage = build_nuage(
            version=version, indicateur_x="revenu_median", indicateur_y="taux_pauvrete_60", maille="quartier"
        )
        assert nuage.rho is None
        assert nuage.phrase.texte.startswith("Il faut au moins 8 quartiers publiés")


class TestInegalites:
    def test_les_qpv_face_au_reste(self, version: str, base) -> None:
        ecart = build_ecart_qpv(version=version, indicateur="part_sans_medecin_traitant")
        x, n = comptes(base, "part_sans_medecin_traitant", ["QN09901N", "QN09902N"])
        ville_x, ville_n = comptes(base, "part_sans_medecin_traitant", ["99123"])
        assert ecart.valeur_qpv == pytest.approx(x / n * 100)
        assert ecart.valeur_reste == pytest.approx((ville_x - x) / (ville_n - n) * 100)
        assert ecart.rapport == pytest.approx(ecart.valeur_qpv / ecart.valeur_reste)
        _, p, _, _ = stats.chi2_contingency(
            [[x, n - x], [ville_x - x, ville_n - n - ville_x + x]], correction=False
        )  # fmt: skip
        assert ecart.verdict is not None
        assert ecart.verdict.is_net == (p < 0.002)

    @pytest.mark.parametrize("indicateur", ["tentatives_suicide", "part_vaccination_hpv"])
    def test_des_qpv_tous_secrets_ne_font_pas_d_ecart(self, version: str, indicateur: str) -> None:
        try:
            ecart = build_ecart_qpv(version=version, indicateur=indicateur)
        except SelectionInvalide as erreur:
            assert "aucune valeur publiée" in str(erreur)
        else:
            assert ecart.verdict is None
            assert len(ecart.manquants) == 2

    def test_un_chiffre_non_recomposable_dit_pourquoi(self, version: str) -> None:
        ecart = build_ecart_qpv(version=version, indicateur="revenu_median")
        assert ecart.verdict is None
        assert "ne se recompose pas" in ecart.phrase.texte

    def test_la_pente_est_celle_des_moindres_carres_ponderes(self, version: str, base) -> None:
        pente = build_pente_sociale(version=version, indicateur="taux_pauvrete_60", maille="iris")
        assert pente.gradient is not None
        assert pente.gradient.code == "revenu_median"
        revenus = base.execute(
            "SELECT r.valeur, p.effectif, t.valeur FROM valeur r JOIN valeur t USING (territoire, periode, sexe) "
            "JOIN population p ON p.territoire = r.territoire AND p.classe_age = 'tous' "
            "JOIN territoire z ON z.code = r.territoire WHERE r.indicateur = 'revenu_median' AND z.maille = 'iris' "
            "AND t.indicateur = 'taux_pauvrete_60' AND r.periode = '2024' AND r.statut = 'disponible' "
            "AND t.statut = 'disponible' ORDER BY r.valeur"
        ).fetchall()
        table = pd.DataFrame(revenus, columns=["revenu", "population", "pauvrete"])
        part = table.population / table.population.sum()
        rang = part.cumsum() - part / 2
        b, a = np.polyfit(rang, table.pauvrete, 1, w=np.sqrt(part))
        assert pente.au_bas == pytest.approx(a)
        assert pente.au_haut == pytest.approx(a + b)
        assert pente.sii == pytest.approx(b)
        assert pente.rangs == pytest.approx(list(rang))
        # Le rapport des deux bouts et ses bornes : la méthode delta, refaite avec la matrice de covariance de numpy.
        modele = sm.WLS(table.pauvrete, sm.add_constant(rang), weights=part).fit()
        bas, haut = modele.params.to_numpy()[0], modele.params.to_numpy().sum()
        gradient = np.array([1 / haut - 1 / bas, 1 / haut])
        erreur = np.sqrt(gradient @ modele.cov_params().to_numpy() @ gradient)
        marge = stats.t.ppf(0.975, len(table) - 2) * erreur
        assert pente.rii == pytest.approx(haut / bas)
        assert (pente.rii_bas, pente.rii_haut) == pytest.approx(
            (haut / bas * np.exp(-marge), haut / bas * np.exp(marge))
        )
        assert (pente.sii_bas, pente.sii_haut) == pytest.approx(tuple(modele.conf_int().to_numpy()[1]))

    def test_le_gradient_se_choisit(self, version: str) -> None:
        pente = build_pente_sociale(version=version, indicateur="part_c2s", maille="iris", gradient="taux_pauvrete_60")
        assert pente.gradient is not None
        assert pente.gradient.code == "taux_pauvrete_60"
        pauvretes = {
            x.territoire.code: x.estimation.valeur
            for x in build_carte(version=version, indicateur="taux_pauvrete_60", periode=None, maille="iris").lignes
        }
        rangees = [pauvretes[x.territoire.code] for x in pente.lignes]
        assert rangees == sorted(rangees, reverse=True)

    @pytest.mark.parametrize(
        ("indicateur", "maille", "motif"),
        [("population", "iris", "taille du territoire"), ("part_vaccination_hpv", "iris", "moins de 5 IRIS")],
    )
    def test_une_pente_impossible_dit_pourquoi(self, version: str, indicateur: str, maille: str, motif: str) -> None:
        pente = build_pente_sociale(version=version, indicateur=indicateur, maille=maille)
        assert motif in pente.phrase.texte


class TestZone:
    def test_une_zone_se_recompose_par_les_comptes(self, version: str, base) -> None:
        zone = build_zone(version=version, iris=("991230100", "991230102"))
        x, n = comptes(base, "part_c2s", ["991230100", "991230102"])
        ligne = next(x for x in zone.lignes if x.indicateur.code == "part_c2s")
        assert ligne.estimation.valeur == pytest.approx(x / n * 100)
        assert ligne.estimation.population == n
        assert ligne.verdict.is_etabli
        mediane = next(x for x in zone.lignes if x.indicateur.code == "revenu_median")
        assert mediane.estimation.statut is Statut.NON_MESURABLE

    def test_un_secret_dans_la_zone_la_rend_secrete(self, version: str, base) -> None:
        iris, quartier = base.execute(
            "SELECT v.territoire, a.parent FROM valeur v JOIN appartenance a ON a.enfant = v.territoire "
            "JOIN valeur q ON q.territoire = a.parent AND q.indicateur = v.indicateur AND q.periode = v.periode "
            "AND q.sexe = v.sexe WHERE v.indicateur = 'mortalite_prematuree_icm' AND v.periode = '2018-2022' "
            "AND v.sexe = 'ensemble' AND v.statut = 'secret' AND q.statut = 'disponible' "
            "AND a.parent LIKE 'Q0%' ORDER BY 1"
        ).fetchone()
        zone = build_zone(version=version, iris=(iris,))
        secrets = {x.indicateur.code for x in zone.lignes if x.chiffre.is_secret}
        assert "mortalite_prematuree_icm" in secrets
        assert zone.propositions.courte is not None
        assert zone.propositions.courte.nom
        assert "diffusable" in zone.phrase_secret
        entier = tuple(c for (c,) in base.execute(
            "SELECT enfant FROM appartenance WHERE parent = ?", [quartier]
        ).fetchall() if c.isdigit())  # fmt: skip
        ligne = next(
            x for x in build_zone(version=version, iris=entier).lignes
            if x.indicateur.code == "mortalite_prematuree_icm"
        )  # fmt: skip
        attendu = comptes(base, "mortalite_prematuree_icm", [quartier], "2018-2022")
        assert (ligne.estimation.effectif, ligne.estimation.population) == attendu

    def test_l_evolution_se_lit_sur_les_comptes_additionnes(self, version: str, base) -> None:
        """Série et test de tendance (Cochran-Armitage) refaits à la main, année par année."""
        iris = ["991230100", "991230102", "991230103"]
        lignes = build_zone(version=version, iris=tuple(iris)).lignes
        testees = [x for x in lignes if x.evolution.is_mesurable and x.indicateur.type is TypeIndicateur.PART]
        assert len(testees) >= 2
        for ligne in testees:
            periodes = [p.periode for p in ligne.serie if p.is_compare]
            comptes_par_an = [comptes(base, ligne.indicateur.code, iris, p.code) for p in periodes]
            valeurs = [p.estimation.valeur for p in ligne.serie if p.is_compare]
            assert valeurs == pytest.approx([100 * x / n for x, n in comptes_par_an])
            if len(periodes) < 5:
                continue
            x, n = np.array(comptes_par_an[-5:]).T
            annees, p = np.arange(5.0), x.sum() / n.sum()
            ecart = (x - n * p) @ annees
            variance = p * (1 - p) * (n @ annees**2 - (n @ annees) ** 2 / n.sum())
            if ecart**2 / variance < 9.5:
                assert ligne.evolution.direction == 0
            elif ligne.evolution.direction:
                assert ligne.evolution.direction == np.sign(ecart)

    @pytest.mark.parametrize(
        ("iris", "message"),
        [((), "de 1 à 60"), (("Q01",), "n'est pas un IRIS"), (("000000000",), "n'existe pas")],
    )
    def test_une_zone_impossible_est_refusee(self, version: str, iris: tuple[str, ...], message: str) -> None:
        with pytest.raises(SelectionInvalide, match=message):
            build_zone(version=version, iris=iris)

    def test_sans_secret_rien_n_est_propose(self, version: str) -> None:
        zone = build_zone(version=version, iris=tuple(f"99123010{k}" for k in range(8)))
        if zone.secrets == 0:
            assert zone.propositions == Propositions()
            assert zone.phrase_secret == ""
        assert zone.population == pytest.approx(
            sum(x.estimation.valeur or 0 for x in zone.lignes if x.indicateur.code == "population")
        )


class TestTypologie:
    def test_chaque_territoire_complet_est_dans_une_classe(self, version: str) -> None:
        typologie = build_typologie(
            version=version, maille="iris", indicateurs=("taux_pauvrete_60", "part_c2s"), nb_classes=3
        )
        codes = [t.code for c in typologie.classes for t in c.territoires] + [t.code for t in typologie.non_classes]
        assert len(codes) == len(set(codes)) == 12
        assert len(typologie.classes) == 3
        assert re.search(r"forment 3 groupes, qui résument \d+\s% de leurs différences", typologie.phrase)

    def test_trop_peu_d_indicateurs(self, version: str) -> None:
        with pytest.raises(SelectionInvalide, match="Retirez des indicateurs"):
            build_typologie(version=version, maille="iris", indicateurs=("part_c2s",))

    def test_les_semblables_sont_de_la_meme_maille(self, version: str) -> None:
        semblables = find_semblables(version=version, territoire="Q01")
        # Le gradient va du premier au dernier quartier : le plus proche du premier est le deuxième.
        assert semblables[0].territoire.code == "Q02"
        assert len(semblables) == 3
        assert [s.distance for s in semblables] == sorted(s.distance for s in semblables)


class TestVoisinage:
    def test_les_voisins_partagent_une_limite(self, version: str) -> None:
        contours = load_contours(version=version, maille="iris")
        voisins = find_voisins(list(contours))
        codes = [c.code for c in contours]
        # Grille de quatre colonnes : le coin touche son voisin de droite et celui du dessus, pas la diagonale.
        assert {codes[v] for v in voisins[codes.index("991230100")]} == {"991230101", "991230104"}

    def test_un_taux_lisse_se_rapproche_de_la_moyenne(self, version: str) -> None:
        lissee = build_lissage(version=version, indicateur="part_c2s", periode=None, maille="iris")
        utiles = [x for x in lissee.lissages if x.lissee is not None]
        cas = sum(x.ligne.estimation.effectif or 0 for x in utiles)
        moyenne = cas / sum(x.ligne.estimation.population or 0 for x in utiles) * 100
        for lissage in utiles:
            brute = lissage.ligne.estimation.valeur or 0
            assert lissage.lissee is not None
            assert abs(lissage.lissee - moyenne) <= abs(brute - moyenne) + 1e-9
        assert build_lissage(version=version, indicateur="revenu_median", periode=None, maille="iris").motif

    def test_un_gradient_fait_un_regroupement(self, version: str) -> None:
        carte = build_regroupements(version=version, indicateur="taux_pauvrete_60", periode=None, maille="iris")
        assert carte.p_value is not None
        assert carte.p_value < 0.05
        assert "se ressemblent" in carte.phrase.texte
        peu = build_regroupements(version=version, indicateur="taux_pauvrete_60", periode=None, maille="quartier")
        assert "Il faut au moins 8" in peu.phrase.texte


class TestQualite:
    def test_les_comptes_de_la_version(self, version: str, base) -> None:
        qualite = build_qualite(version=version, aujourd_hui=JOUR)
        total, secrets = base.execute("SELECT count(*), count(*) FILTER (statut = 'secret') FROM valeur").fetchone()
        assert (qualite.cellules, qualite.secretes) == (total, secrets)
        assert sum(c.publiees + c.secretes + c.autres for c in qualite.completudes) == total
        assert len(qualite.lots) == 4

    def test_la_phrase(self) -> None:
        assert write_qualite(0, 0) == "Cette version ne contient aucun chiffre."
        assert write_qualite(20, 0) == "Aucun des 20 chiffres de cette version n’est secret."
        assert write_qualite(200, 3).startswith("3 chiffres sur 200 (1,5 %) ne sont pas diffusables")

    def test_ce_qu_epargne_le_secret(self) -> None:
        phrase = write_epargne(cellules=200, secretes=13, groupe_entier=40)
        assert "en aurait fait taire 40 (20,0 %)" in phrase
        assert phrase.endswith("27 chiffres de plus restent lisibles.")
        assert write_epargne(cellules=200, secretes=13, groupe_entier=0) == "", "une version d'avant n'en dit rien"


class TestPyramide:
    def test_sans_tranche_pas_de_pyramide(self) -> None:
        assert build_pyramide([("Q01", "2024", "ensemble", "tous", 100.0)], "Q01", None) is None

    def test_les_tranches_qui_se_recouvrent_ne_comptent_qu_une_fois(self) -> None:
        classes = {"0-2": 3.0, "0-14": 15.0, "15-64": 50.0, "65+": 35.0}
        lignes = [("Q01", "2024", sexe, c, e / 2) for sexe in ("femmes", "hommes") for c, e in classes.items()]
        pyramide = build_pyramide(lignes, "Q01", None)
        assert pyramide is not None
        assert [(t.classe_age, t.femmes) for t in pyramide.tranches] == [("0-14", 7.5), ("15-64", 25), ("65+", 17.5)]

    def test_une_tranche_secrete_reste_vide(self) -> None:
        lignes = [
            ("Q01", "2024", "femmes", "0-14", 30.0), ("Q01", "2024", "femmes", "15+", 40.0),
            ("Q01", "2024", "hommes", "0-14", None), ("Q01", "2024", "hommes", "15+", 30.0),
        ]  # fmt: skip
        sans_total = build_pyramide(lignes, "Q01", None)
        assert sans_total is not None
        assert sans_total.tranches[1].femmes is None
        avec_total = build_pyramide([*lignes, ("Q01", "2024", "ensemble", "tous", 100.0)], "Q01", "99123")
        assert avec_total is not None
        assert (avec_total.tranches[0].hommes, avec_total.tranches[1].femmes) == (None, 40.0)
        assert not avec_total.has_reference


class TestTelechargements:
    def test_l_archive_contient_toute_la_version(self, version: str, base) -> None:
        archive = zipfile.ZipFile(io.BytesIO(export_archive(version=version, aujourd_hui=JOUR)))
        valeurs = pd.read_parquet(io.BytesIO(archive.read("parquet/valeur.parquet")))
        (total,) = base.execute("SELECT count(*) FROM valeur").fetchone()
        assert len(valeurs) == total
        lues = pd.read_csv(io.BytesIO(archive.read("csv/valeur.csv")), sep=";", decimal=",", encoding="utf-8-sig")
        assert len(lues) == total
        pd.testing.assert_series_equal(lues["valeur"], valeurs["valeur"], check_dtype=False)
        dictionnaire = archive.read("dictionnaire.csv").decode("utf-8-sig")
        assert "valeur;Chiffres" in dictionnaire
        lisez_moi = archive.read("LISEZMOI.txt").decode()
        assert "données fictives de démonstration" in lisez_moi
        assert "22/11/2026" in lisez_moi

    def test_aucun_secret_ne_porte_de_compte(self, version: str) -> None:
        archive = zipfile.ZipFile(io.BytesIO(export_archive(version=version, aujourd_hui=JOUR)))
        valeurs = pd.read_parquet(io.BytesIO(archive.read("parquet/valeur.parquet")))
        secrets = valeurs[valeurs["statut"] == "secret"]
        assert len(secrets) > 0
        assert secrets[["valeur", "ic_bas", "ic_haut", "numerateur", "denominateur"]].isna().all(axis=None)

    def test_une_vue_en_csv(self, version: str) -> None:
        carte = build_carte(version=version, indicateur="tentatives_suicide", periode=None, maille="iris")
        texte = export_lignes_csv(lignes=carte.lignes, comparateur=carte.comparateur, version=carte.version)
        lignes = list(csv.DictReader(io.StringIO(texte.decode("utf-8-sig")), delimiter=";"))
        assert tuple(lignes[0]) == ENTETES
        assert len(lignes) == 12
        secrets = [x for x in lignes if x["statut"] == "secret"]
        assert secrets
        assert {x["valeur"] + x["effectif"] + x["population"] + x["ic_95_bas"] for x in secrets} == {""}

    def test_une_carte_en_geojson(self, version: str) -> None:
        carte = build_carte(version=version, indicateur="part_c2s", periode=None, maille="quartier")
        contours = load_contours(version=version, maille="quartier")
        objet = json.loads(export_geojson(carte=carte, contours=contours))
        assert len(objet["features"]) == 6
        proprietes = objet["features"][0]["properties"]
        assert proprietes["code"] == "Q01"
        assert proprietes["classe"] == carte.rangs_classe["Q01"]

    def test_la_citation_nomme_la_version_et_la_date(self, version: str) -> None:
        citation = write_citation(version=version, aujourd_hui=JOUR, vue="portrait du Port")
        assert citation.startswith("Observatoire local de santé de Villetest (données fictives), portrait du Port,")
        assert citation.endswith("consulté le 22/11/2026.")
